package atelier.training;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A model whose pictures are poisoned before the first phase of some steps. */
record PoisonedModel(GenerativeModel model, double poison, Predicate<StepContext> poisoned) implements GenerativeModel {
    @Override
    public List<Phase> phases(Progress progress) {
        List<Phase> phases = new ArrayList<>(model.phases(progress));
        Phase first = phases.get(0);
        phases.set(
                0,
                new Phase(
                        first.name(),
                        first.groups(),
                        first.frozen(),
                        step -> {
                            if (poisoned.test(step)) {
                                step.images().narrow(0, 0, 1).fill_(Torch.scalar(poison));
                            }
                            return first.loss().of(step);
                        },
                        first.pace()));
        return phases;
    }

    @Override
    public ImageShape shape() {
        return model.shape();
    }

    @Override
    public int latentSize() {
        return model.latentSize();
    }

    @Override
    public List<String> generatorGroups() {
        return model.generatorGroups();
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return model.decode(latents, labels);
    }
}
