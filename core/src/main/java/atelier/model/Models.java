package atelier.model;

import atelier.model.flow.Flow;
import atelier.model.gan.DcGan;
import atelier.model.gan.Gan;
import atelier.model.gan.LsGan;
import atelier.model.gan.SnGan;
import atelier.model.gan.StyleGan;
import atelier.model.gan.WganGp;
import atelier.model.hybrid.VaeGan;
import atelier.model.token.VqGan;
import atelier.model.token.VqVae;
import atelier.model.vae.Hvae;
import atelier.model.vae.Iwae;
import atelier.model.vae.RegularizedAutoencoder;
import atelier.model.vae.Vae;
import atelier.model.vae.VaeFlow;
import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import java.util.List;

/** The catalogue of models: a new model is one new file and one line here. */
public final class Models {
    private static final List<ModelType<?>> ALL = List.of(
            Vae.TYPE,
            RegularizedAutoencoder.TYPE,
            Iwae.TYPE,
            VaeFlow.TYPE,
            Hvae.TYPE,
            Gan.TYPE,
            DcGan.TYPE,
            LsGan.TYPE,
            WganGp.TYPE,
            SnGan.TYPE,
            StyleGan.TYPE,
            VaeGan.TYPE,
            VqVae.TYPE,
            VqGan.TYPE,
            Flow.TYPE);

    private Models() {}

    /** All models in the order in which they are shown. */
    public static List<ModelType<?>> all() {
        return ALL;
    }

    /**
     * The model of that name.
     *
     * @throws AtelierException with the known names where there is none
     */
    public static ModelType<?> named(String name) {
        return ALL.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AtelierException(
                        Exit.USAGE,
                        "there is no model '" + name + "'; there are " + String.join(", ", names()) + "."
                                + CloseNames.question(name, names())
                                + " './atelier list models' says more."));
    }

    private static List<String> names() {
        return ALL.stream().<String>map(ModelType::name).toList();
    }
}
