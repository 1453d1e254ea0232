package atelier.model.flow;

import atelier.torch.Scope;
import atelier.torch.Torch;
import org.bytedeco.pytorch.Tensor;

/** How the differential equation dx/dt = v(x,t) is followed from noise at t=0 to a picture at t=1. */
public enum Solver {
    /** One look at the velocity per step; the error falls with the step's length. */
    EULER {
        @Override
        Tensor step(Velocity velocity, Tensor x, double from, double to) {
            return x.add(velocity.at(x, from).mul(Torch.scalar(to - from)));
        }
    },
    /**
     * The mean of the velocities at both ends of the step, the far one where Euler's step leads: two looks, and an error
     * that falls with the square of the length. The last step is Euler's, as in Karras et al. 2022 (arXiv 2206.00364,
     * algorithm 1), since at t=1 nothing was learned.
     */
    HEUN {
        @Override
        Tensor step(Velocity velocity, Tensor x, double from, double to) {
            Tensor first = velocity.at(x, from);
            Tensor reached = x.add(first.mul(Torch.scalar(to - from)));
            if (to >= 1) {
                return reached;
            }
            Tensor mean = first.add(velocity.at(reached, to)).mul(Torch.scalar(0.5));
            return x.add(mean.mul(Torch.scalar(to - from)));
        }
    };

    /** A velocity field. */
    @FunctionalInterface
    interface Velocity {
        /** [N,…] at time {@code time} to the same shape. */
        Tensor at(Tensor x, double time);
    }

    abstract Tensor step(Velocity velocity, Tensor x, double from, double to);

    /**
     * Follows the field in steps of equal length.
     *
     * @param start [N,…] at t=0
     * @return the same shape at t=1, owned by the caller's scope
     */
    Tensor integrate(Velocity velocity, Tensor start, int steps) {
        Tensor x = start;
        for (int step = 0; step < steps; step++) {
            Tensor next;
            // What a step computes on the way is freed at its end: all steps together would fill the memory.
            try (Scope scope = Scope.open()) {
                next = Scope.keep(step(velocity, x, step / (double) steps, (step + 1) / (double) steps));
            }
            if (step > 0) {
                Scope.free(x);
            }
            x = next;
        }
        return steps == 0 ? x : Scope.adopt(x);
    }
}
