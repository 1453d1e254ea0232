package atelier;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.experiment.Comparison;
import atelier.experiment.Protocol;
import atelier.experiment.ScoreBasis;
import atelier.experiment.TrainingRun;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.report.Language;
import atelier.serving.Generator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What most programs need, with everything at its default: train a model, load it, compare several. Who wants to choose
 * the picture size, the settings, a number of images, a listener or a way to stop, gives a {@link Protocol}, or uses
 * {@link TrainingRun} and {@link Comparison}, which stand behind this.
 *
 * <p>DATA is what it is on the command line: the path of a folder, archive or packed file, or a name such as
 * {@code shapes}. What a user can put right is an {@link AtelierException} that says how.
 */
public final class Atelier {
    private static final long SEED = 1;

    private Atelier() {}

    /**
     * Trains one model on this machine's processor.
     *
     * @param model a name of the catalogue {@link Models}, such as {@code gan}
     * @param data a path or a name
     * @param budget wall-clock time of training
     * @param out folder of the run; it must not hold one yet
     * @return {@code out}, for {@link #load}
     */
    public static Path train(String model, String data, Duration budget, Path out) {
        return train(model, Protocol.of(data, budget), out);
    }

    /**
     * Trains one model as a protocol says.
     *
     * @param model a name of the catalogue {@link Models}
     * @param out folder of the run; it must not hold one yet
     * @return {@code out}, for {@link #load}
     */
    public static Path train(String model, Protocol protocol, Path out) {
        ModelType<?> type = Models.named(model);
        try (ImageDataset data = open(protocol)) {
            TrainingRun.create(out, type, data, SEED, protocol, ProgressListener.NONE, () -> false)
                    .run();
        }
        return out;
    }

    /** Loads a finished run, also one of a comparison ({@code DIR/runs/gan-1}). */
    public static Generator load(Path run) {
        return Generator.load(run);
    }

    /**
     * Trains models under the same budget, measures them on the same held-out pictures and writes the verdict.
     *
     * @param models names of the catalogue, in the order in which they are trained and shown
     * @param data a path or a name
     * @param budget wall-clock time of training per model
     * @param out folder for the report, the verdict and the runs; a comparison that was stopped goes on there
     * @return {@code out/report.html}; {@code out/verdict.json} lies beside it
     */
    public static Path compare(List<String> models, String data, Duration budget, Path out) {
        return compare(models, Protocol.of(data, budget), out);
    }

    /**
     * The same as a protocol says.
     *
     * @return {@code out/report.html}
     */
    public static Path compare(List<String> models, Protocol protocol, Path out) {
        List<ModelType<?>> types = new ArrayList<>();
        models.forEach(name -> types.add(Models.named(name)));
        if (types.isEmpty()) {
            throw new AtelierException(Exit.USAGE, "there are no models to compare, expected at least one.");
        }
        Comparison.Request request = new Comparison.Request(types, 1, ScoreBasis.defaults(), Language.EN);
        try (ImageDataset data = open(protocol)) {
            new Comparison(request, protocol, out, ProgressListener.NONE, () -> false).run(data);
        }
        return out.resolve("report.html");
    }

    private static ImageDataset open(Protocol protocol) {
        return Datasets.open(protocol.data(), protocol.dataOptions(), ProgressListener.NONE);
    }
}
