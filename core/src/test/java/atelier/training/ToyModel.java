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
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Two numbers, each drawn to the mean brightness of the pictures by a phase of its own; the second
 * phase can be made to fail.
 */
final class ToyModel implements GenerativeModel {
    static final Optimization OPTIMIZATION = new Optimization(4, 0.01, 0.9, 0.99, 0, 1, 1, 0.1);

    /** How a step goes wrong. */
    enum Fault {
        /** The loss is the wrong value. */
        LOSS,
        /** The loss is finite, its gradient is not. */
        GRADIENT,
        /** One hidden value is the wrong one. */
        ACTIVATION,
        /** One picture of the step is the wrong value, before the first phase. */
        DATA,
        /** The loss is the wrong value times as large. */
        JUMP,
        EXCEPTION
    }

    private final Parameter first;
    private final Parameter second;
    private final Fault fault;
    private final double wrong;
    private final Predicate<StepContext> faulty;

    ToyModel(Parameters parameters, Fault fault, Predicate<StepContext> faulty) {
        this(parameters, fault, Double.NaN, faulty);
    }

    /** Fails at some steps by a value. */
    ToyModel(Parameters parameters, Fault fault, double wrong, Predicate<StepContext> faulty) {
        this.wrong = wrong;
        first = parameters.group("first").add("weight", Initializer.ONE, 1);
        second = parameters.group("second").add("weight", Initializer.ONE, 1);
        this.fault = fault;
        this.faulty = faulty;
    }

    @Override
    public List<Phase> phases(Progress progress) {
        return List.of(
                new Phase("first", List.of("first"), List.of(), this::firstLoss),
                new Phase("second", List.of("second"), List.of(), this::secondLoss));
    }

    private Tensor firstLoss(StepContext step) {
        if (fault == Fault.DATA && faulty.test(step)) {
            step.images().narrow(0, 0, 1).fill_(Torch.scalar(wrong));
        }
        return loss(hidden(first, step), step);
    }

    /** How far each pixel is from the number, [N,C,H,W]. */
    private static Tensor hidden(Parameter parameter, StepContext step) {
        return parameter.tensor().sub(step.images());
    }

    private static Tensor loss(Tensor hidden, StepContext step) {
        Tensor loss = hidden.mean().square();
        step.report("distance", loss);
        return loss;
    }

    private Tensor secondLoss(StepContext step) {
        Tensor hidden = hidden(second, step);
        Tensor loss = loss(hidden, step);
        if (fault == Fault.DATA || !faulty.test(step)) {
            return loss;
        }
        return switch (fault) {
            case LOSS, JUMP -> loss.mul(Torch.scalar(wrong));
            case GRADIENT -> loss.add(steep(second.tensor(), wrong));
            case ACTIVATION -> loss(spoilt(hidden), step);
            case DATA -> loss;
            case EXCEPTION -> throw new IllegalStateException("the toy broke");
        };
    }

    /** Zero, whose gradient is the wrong value: the slope of a square root at zero is infinite, its value is not. */
    static Tensor steep(Tensor tensor, double wrong) {
        if (Double.isNaN(wrong)) {
            // Infinity times zero.
            return tensor.mul(Torch.scalar(0)).sqrt().sum();
        }
        Tensor zero = tensor.sub(tensor.detach());
        return zero.sqrt().sum().mul(Torch.scalar(Math.signum(wrong)));
    }

    private Tensor spoilt(Tensor hidden) {
        Tensor added = torch.zeros_like(hidden);
        added.narrow(0, 0, 1).narrow(2, 3, 1).narrow(3, 5, 1).fill_(Torch.scalar(wrong));
        return hidden.add(added);
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
