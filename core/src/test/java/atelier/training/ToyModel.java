package atelier.training;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.Torch;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Two numbers, each drawn to the mean brightness of the pictures by a phase of its own; the second
 * phase can be made to fail.
 */
final class ToyModel implements GenerativeModel {
    static final Optimization OPTIMIZATION = new Optimization(4, 0.01, 0.9, 0.99, 0, 1, 1, 0.1);

    /** How a step goes wrong. */
    enum Fault {
        LOSS,
        GRADIENT,
        EXCEPTION
    }

    private final Parameter first;
    private final Parameter second;
    private final Fault fault;
    private final Predicate<StepContext> faulty;

    ToyModel(Parameters parameters, Fault fault, Predicate<StepContext> faulty) {
        first = parameters.group("first").add("weight", Initializer.ONE, 1);
        second = parameters.group("second").add("weight", Initializer.ONE, 1);
        this.fault = fault;
        this.faulty = faulty;
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(
                new Phase("first", List.of("first"), List.of(), step -> distance(first, step)),
                new Phase("second", List.of("second"), List.of(), this::secondLoss));
    }

    private static Tensor distance(Parameter parameter, StepContext step) {
        Tensor loss = parameter.tensor().sub(step.images().mean()).square().mean();
        step.report("distance", loss);
        return loss;
    }

    private Tensor secondLoss(StepContext step) {
        Tensor loss = distance(second, step);
        if (!faulty.test(step)) {
            return loss;
        }
        return switch (fault) {
            case LOSS -> loss.mul(Torch.scalar(Double.NaN));
            // The slope of a square root at zero is infinite, its value is not.
            case GRADIENT ->
                loss.add(second.tensor().mul(Torch.scalar(0)).sqrt().sum());
            case EXCEPTION -> throw new IllegalStateException("the toy broke");
        };
    }

    @Override
    public ImageShape shape() {
        return new ImageShape(16, 1, 0);
    }

    @Override
    public int latentSize() {
        return 1;
    }

    @Override
    public List<String> generatorGroups() {
        return List.of("first");
    }

    @Override
    public Tensor decode(Tensor latents, @Nullable Tensor labels) {
        return latents.mul(first.tensor());
    }
}
