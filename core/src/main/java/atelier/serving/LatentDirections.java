package atelier.serving;

import atelier.data.Pixels;
import atelier.evaluation.LabelledPictures;
import atelier.evaluation.PictureClassifier;
import atelier.model.ClassMix;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Directions along which a trained model's pictures change in one way: of its styles where there are styles, else of its
 * latents. Without labels they are principal components (Härkönen et al. 2020, arXiv 2004.02546), or what the weights
 * that styles pass through enlarge most (Shen and Zhou 2020, arXiv 2007.06600); with labels they lead from the pictures
 * that do not show a thing to those that do (Shen et al. 2019, arXiv 1907.10786, with means in the place of a plane).
 */
public final class LatentDirections {
    /** Pictures that directions are found from. */
    public static final int PICTURES = 1000;

    /** Fewer pictures of a class than this say nothing. */
    private static final int FEWEST = 5;

    private static final int BATCH = 50;
    private static final long SEED = 0;

    /**
     * A direction.
     *
     * @param name what it is, such as {@code component 1} or a class
     * @param vector W or Z values, as long as one standard deviation of the model's styles or latents along it
     * @param share part of the variance, of the squared weights or of the pictures that belongs to it, 0 to 1
     */
    public record Direction(String name, float[] vector, double share) {}

    private final Generator generator;
    private final EditingSpace space;
    private final @Nullable ClassMix classes;

    /**
     * Directions of a model.
     *
     * @param label the classes whose pictures directions are found from, as {@link Generator#classes} reads it, or null
     *     for all as in training
     */
    public LatentDirections(Generator generator, @Nullable String label) {
        this.generator = generator;
        space = new EditingSpace(generator);
        classes = label == null ? null : generator.classes(label);
    }

    /**
     * Principal components: of the styles, or, since latents are equally spread in all directions, of the pictures, each
     * brought back to the latents by least squares.
     *
     * @param count how many, those of the largest variance first
     */
    public List<Direction> principal(int count) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor vectors = centred(space.draw(SEED, 0, PICTURES, classes));
            if (space.hasStyles()) {
                return eigenvectors(vectors.t().matmul(vectors), vectors, count, "component ");
            }
            Tensor seen = centred(pictures().flatten(1, -1));
            Tensor[] found = largest(seen.matmul(seen.t()), Math.min(count, PICTURES - 1));
            List<Direction> directions = new ArrayList<>();
            for (int i = 0; i < found[1].size(1); i++) {
                Tensor answer = vectors.t().matmul(found[1].select(1, i));
                directions.add(direction("component " + (i + 1), answer, vectors, share(found[0], i)));
            }
            return directions;
        }
    }

    /**
     * The directions in which a step of a style changes the factors of all layers' channels most: eigenvectors of A'A
     * (Shen and Zhou 2020), A being the affine maps from styles to factors, one under the other. Nothing is
     * drawn for them.
     *
     * @param count how many, the largest first
     * @throws AtelierException for a model without styles
     */
    public List<Direction> ofWeights(int count) {
        try (Scope scope = Scope.withoutGradient()) {
            List<Tensor> weights = EditingSpace.requireStyles(generator, "a direction of weights")
                    .affineWeights();
            Tensor all = torch.cat(Torch.list(weights), 0);
            Tensor vectors = centred(space.draw(SEED, 0, PICTURES, classes));
            return eigenvectors(all.t().matmul(all), vectors, count, "weights ");
        }
    }

    /**
     * Towards each class of a model whose styles hold it: from the middle of all classes' styles to the class's own.
     *
     * @throws AtelierException for a model without styles or without classes
     */
    public List<Direction> ofClasses() {
        try (Scope scope = Scope.withoutGradient()) {
            EditingSpace.requireStyles(
                    generator,
                    "a direction towards a class that it was told",
                    "Use a run of a stylegan, or one trained with --unconditional, whose pictures show classes by"
                            + " themselves.");
            List<String> names = generator.labelNames();
            if (names.isEmpty()) {
                throw new AtelierException(
                        Exit.USAGE,
                        "this " + generator.modelName() + " was trained without classes, so its styles hold none."
                                + " Expected a run with classes, or pictures that show what is looked for.");
            }
            List<Tensor> means = new ArrayList<>();
            for (int label = 0; label < names.size(); label++) {
                means.add(mean(space.draw(SEED, 0, PICTURES, ClassMix.of(label))));
            }
            Tensor middle = mean(torch.cat(Torch.list(means), 0));
            Tensor vectors = centred(space.draw(SEED, 0, PICTURES, null));
            List<Direction> directions = new ArrayList<>();
            for (int label = 0; label < names.size(); label++) {
                Tensor towards = means.get(label).sub(middle).squeeze(0);
                directions.add(direction(names.get(label), towards, vectors, 1.0 / names.size()));
            }
            return directions;
        }
    }

    /**
     * Towards what given pictures show: a small classifier learns it from them and names it in the model's own pictures,
     * and a direction leads from the mean of those without it to the mean of those with it.
     *
     * @param examples pictures of the model's channels, of the model's size or of 32 pixels if that is less
     * @param names what their labels mean; two names give one direction, towards the second
     * @return those that at least {@value #FEWEST} of the model's pictures show and as many do not
     */
    public List<Direction> of(LabelledPictures examples, List<String> names) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor vectors = space.draw(SEED, 0, PICTURES, classes);
            byte[] pixels = Pixels.toBytes(pictures());
            LabelledPictures own =
                    new LabelledPictures(pixels, new int[PICTURES], examples.size(), examples.channels());
            int[] shown = PictureClassifier.classes(examples, own, names.size(), SEED);
            List<Direction> directions = new ArrayList<>();
            for (int label = names.size() == 2 ? 1 : 0; label < names.size(); label++) {
                float[] with = new float[PICTURES];
                int count = 0;
                for (int i = 0; i < PICTURES; i++) {
                    with[i] = shown[i] == label ? 1 : 0;
                    count += shown[i] == label ? 1 : 0;
                }
                if (Math.min(count, PICTURES - count) >= FEWEST) {
                    Tensor member = Torch.fromFloats(with, PICTURES, 1).to(vectors.device(), vectors.scalar_type());
                    Tensor inside = vectors.mul(member).sum(0).div(Torch.scalar(count));
                    Tensor outside = vectors.sub(vectors.mul(member)).sum(0).div(Torch.scalar(PICTURES - count));
                    directions.add(direction(
                            names.get(label), inside.sub(outside), centred(vectors), count / (double) PICTURES));
                }
            }
            return directions;
        }
    }

    /**
     * A picture and what it becomes along a direction; called inside a scope without gradients, which owns the result.
     *
     * @param seed whose picture 0 it is
     * @param reach standard deviations to both sides
     * @param steps pictures in all, at least 2; of an odd number the middle one is the picture itself
     * @return [steps,C,H,W] float32 in [-1,1]
     */
    public Tensor strip(Direction direction, long seed, double reach, int steps) {
        ClassMix own = classes != null || !generator.conditional() ? classes : ClassMix.of(generator.label(seed, 0));
        Tensor start = space.draw(seed, 0, 1, own);
        Tensor step = Torch.fromFloats(direction.vector(), 1, space.size()).to(start.device(), start.scalar_type());
        List<Tensor> vectors = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            vectors.add(start.add(step.mul(Torch.scalar(reach * (2.0 * i / (steps - 1) - 1)))));
        }
        return space.finished(torch.cat(Torch.list(vectors), 0), own);
    }

    /** Pictures 0 to {@value #PICTURES} of the seed that directions are found from, on 8 bits' range. */
    private Tensor pictures() {
        List<Tensor> batches = new ArrayList<>();
        for (int from = 0; from < PICTURES; from += BATCH) {
            batches.add(LabelledPictures.small(generator.images().pictures(SEED, from, from + BATCH, classes, 1)));
        }
        return torch.cat(Torch.list(batches), 0);
    }

    private List<Direction> eigenvectors(Tensor matrix, Tensor vectors, int count, String name) {
        Tensor[] found = largest(matrix, count);
        List<Direction> directions = new ArrayList<>();
        for (int i = 0; i < found[1].size(1); i++) {
            directions.add(direction(name + (i + 1), found[1].select(1, i), vectors, share(found[0], i)));
        }
        return directions;
    }

    /** Parts of the sum of a symmetric matrix's eigenvalues [K] and its eigenvectors [S,K], the largest first. */
    private static Tensor[] largest(Tensor matrix, int count) {
        T_TensorTensor_T found = torch.linalg_eigh(matrix.to(ScalarType.Double));
        long size = matrix.size(0);
        long wanted = Math.min(count, size);
        Tensor parts = found.get0().div(found.get0().sum()).narrow(0, size - wanted, wanted);
        Tensor vectors = found.get1().narrow(1, size - wanted, wanted);
        return new Tensor[] {parts.flip(0), vectors.flip(1).to(matrix.scalar_type())};
    }

    private static double share(Tensor parts, int index) {
        return parts.select(0, index).item_double();
    }

    /** A vector [S] of any length and either sign, as long as the deviation of centred vectors [N,S] along it. */
    private static Direction direction(String name, Tensor vector, Tensor vectors, double share) {
        Tensor unit = vector.div(vector.norm().add(Torch.scalar(1e-12)));
        Tensor deviation = vectors.matmul(unit).square().mean().sqrt();
        return new Direction(name, Torch.toFloats(unit.mul(deviation)), share);
    }

    private static Tensor mean(Tensor vectors) {
        return vectors.mean(new long[] {0}, true, new ScalarTypeOptional());
    }

    private static Tensor centred(Tensor vectors) {
        return vectors.sub(mean(vectors));
    }
}
