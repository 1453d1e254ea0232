package atelier.serving;

import atelier.data.Pixels;
import atelier.experiment.RunFolder;
import atelier.experiment.SettingOverride;
import atelier.experiment.TrainedModel;
import atelier.model.ClassMix;
import atelier.model.ImageGenerator;
import atelier.model.ImageShape;
import atelier.model.StyleSpace;
import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import atelier.torch.Device;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained run at work: give it a seed, a class or a latent, get a picture. The same seed and number
 * always give the same picture. May be used from several threads.
 */
public final class Generator implements AutoCloseable {
    private final TrainedModel model;

    private Generator(TrainedModel model) {
        this.model = model;
    }

    /** A model that is loaded already; closing either closes both. */
    static Generator of(TrainedModel model) {
        return new Generator(model);
    }

    /** Loads a finished run, such as {@code DIR/runs/gan-1}. */
    public static Generator load(Path run) {
        return load(run, Device.CPU);
    }

    /** Loads a finished run that makes pictures in another way than was set when it was trained. */
    public static Generator load(Path run, List<SettingOverride> overrides) {
        return load(run, Device.CPU, overrides, null);
    }

    /**
     * Loads a finished run.
     *
     * @param device where it computes
     * @param overrides how it makes pictures, where that is not as it was set when it was trained
     * @param sampler where latents are drawn from, {@code normal} or {@code gmm}, or null for its own
     */
    public static Generator load(Path run, Device device, List<SettingOverride> overrides, @Nullable String sampler) {
        return new Generator(TrainedModel.load(RunFolder.open(run), device, overrides, sampler));
    }

    /** Loads a finished run onto a device. */
    public static Generator load(Path run, Device device) {
        return new Generator(TrainedModel.load(RunFolder.open(run), device));
    }

    /** Loads what a run has reached at its newest checkpoint, also while it goes on: {@link TrainedModel#atCheckpoint}. */
    public static Generator loadCheckpoint(Path run, Device device) {
        return new Generator(TrainedModel.atCheckpoint(RunFolder.open(run), device));
    }

    /** Picture 0 of a seed, of a class drawn as often as in training. */
    public BufferedImage sample(long seed) {
        return sample(seed, 0, null);
    }

    /**
     * One picture.
     *
     * @param seed any number
     * @param index which picture of that seed
     * @param label as {@link #classes} reads it, or null for a class drawn as often as in training
     */
    public BufferedImage sample(long seed, int index, @Nullable String label) {
        try (Scope scope = Scope.withoutGradient()) {
            return Pixels.toImage(pictures(seed, index, index + 1, label, 1), 0);
        }
    }

    /**
     * Pictures [from,to) of a seed; called inside a scope without gradients, which owns the result.
     *
     * @param label as {@link #classes} reads it, or null for classes as frequent as in training
     * @param truncation factor on the latents, or on how far styles lie from their middle: below 1 for likelier, more
     *     alike pictures
     * @return [to-from,C,H,W] float32 in [-1,1]
     */
    public Tensor pictures(long seed, int from, int to, @Nullable String label, double truncation) {
        return model.generator().pictures(seed, from, to, label == null ? null : classes(label), truncation);
    }

    /** The latent of picture {@code index} of a seed, Z values. */
    public float[] latent(long seed, int index, @Nullable String label) {
        return model.generator().latent(seed, index, label == null ? null : classes(label));
    }

    /** The class number of picture {@code index} of a seed; -1 for unconditional models. */
    public int label(long seed, int index) {
        return model.generator().label(seed, index);
    }

    /**
     * Pictures from latents.
     *
     * @param latents N x Z values, row by row
     * @param labels N class numbers; ignored by unconditional models
     * @return [N,C,H,W] float32 in [-1,1], owned by the caller's scope
     */
    public Tensor decode(float[] latents, long[] labels) {
        return decode(latents, labels, 1);
    }

    /** The same, drawn towards the middle: {@code truncation} as for {@link #pictures}. */
    public Tensor decode(float[] latents, long[] labels, double truncation) {
        Tensor classes = conditional() ? Torch.fromLongs(labels, labels.length) : null;
        return decode(latents, classes, labels.length, truncation);
    }

    /**
     * Pictures from latents, all of the same classes.
     *
     * @param latents N x Z values, row by row
     * @param classes what {@link #classes} gives; ignored by unconditional models
     * @param truncation as for {@link #pictures}
     * @return [N,C,H,W] float32 in [-1,1], owned by the caller's scope
     */
    public Tensor decode(float[] latents, ClassMix classes, double truncation) {
        int count = latents.length / latentSize();
        return decode(latents, classes.labels(count, shape()), count, truncation);
    }

    private Tensor decode(float[] latents, @Nullable Tensor labels, int count, double truncation) {
        if (latents.length != count * latentSize()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "got " + latents.length + " latent values for " + count + " pictures, expected " + count
                            + " rows of " + latentSize() + "; this model's latentSize is " + latentSize() + ".");
        }
        return model.generator().network().decode(Torch.fromFloats(latents, count, latentSize()), labels, truncation);
    }

    /**
     * What the model makes of given pictures, by its encoder or by {@link Projection}; called inside a scope without
     * gradients.
     *
     * @param images [N,C,H,W] float32 in [-1,1] of the model's own size
     * @param labels N class numbers; ignored by unconditional models
     * @return [N,C,H,W] float32 in [-1,1]
     */
    public Tensor reconstruct(Tensor images, long[] labels) {
        return Projection.of(this, images, labels, null).pictures();
    }

    /**
     * The classes that a label names: one by name or number, or several joined by + or commas, each with a share if it
     * is not to be equal: {@code coat}, {@code coat+dress}, {@code coat:0.7,dress:0.3}. Shares are divided by their sum.
     *
     * @throws AtelierException that lists the classes where one is unknown, or says what a share may be
     */
    public ClassMix classes(String label) {
        return LabelText.parse(label, model.labelNames(), this::labelIndex);
    }

    /** What classes picture {@code index} of a seed is of where a person may have named some; null without classes. */
    @Nullable
    ClassMix classes(long seed, int index, @Nullable String label) {
        if (!conditional()) {
            return label == null ? null : classes(label);
        }
        return label == null ? ClassMix.of(label(seed, index)) : classes(label);
    }

    /** The number of a class given by name or number. */
    public int labelIndex(String label) {
        List<String> names = model.labelNames();
        int index = names.indexOf(label);
        if (index < 0 && label.matches("\\d{1,6}") && Integer.parseInt(label) < names.size()) {
            index = Integer.parseInt(label);
        }
        if (index < 0) {
            throw new AtelierException(
                    Exit.USAGE,
                    names.isEmpty()
                            ? "this model was trained without classes, so there is no label '" + label + "'."
                            : "there is no label '" + label + "'; there are " + String.join(", ", names) + "."
                                    + CloseNames.question(label, names));
        }
        return index;
    }

    /** Names of the classes; empty for unconditional models. */
    public List<String> labelNames() {
        return model.labelNames();
    }

    /** Whether the model takes a class. */
    public boolean conditional() {
        return shape().conditional();
    }

    /** How many layers take a style, 0 for a model without styles. */
    public int styleLayers() {
        StyleSpace styles = model.generator().network().model().styles();
        return styles == null ? 0 : styles.layers();
    }

    /** Where latents are drawn from: {@code normal} or {@code gmm}. */
    public String samplerName() {
        return model.generator().sampler().name();
    }

    /** The network and its sampler. */
    ImageGenerator images() {
        return model.generator();
    }

    private ImageShape shape() {
        return model.generator().network().model().shape();
    }

    /** Z, the length of a latent. */
    public int latentSize() {
        return model.generator().network().model().latentSize();
    }

    /** Side of the pictures in pixels. */
    public int imageSize() {
        return shape().size();
    }

    /** Channels of the pictures, 1 or 3. */
    public int channels() {
        return shape().channels();
    }

    /** The model's name in the catalogue. */
    public String modelName() {
        return model.name();
    }

    @Override
    public void close() {
        model.close();
    }
}
