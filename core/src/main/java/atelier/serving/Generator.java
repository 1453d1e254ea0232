package atelier.serving;

import atelier.data.Pixels;
import atelier.experiment.RunFolder;
import atelier.experiment.SettingOverride;
import atelier.experiment.TrainedModel;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.ImageGenerator;
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

    /** Loads a finished run, such as {@code DIR/runs/gan-1}. */
    public static Generator load(Path run) {
        return load(run, Device.CPU);
    }

    /** Loads a finished run that makes pictures in another way than was set when it was trained. */
    public static Generator load(Path run, List<SettingOverride> overrides) {
        return new Generator(TrainedModel.load(RunFolder.open(run), Device.CPU, overrides));
    }

    /** Loads a finished run onto a device. */
    public static Generator load(Path run, Device device) {
        return new Generator(TrainedModel.load(RunFolder.open(run), device));
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
     * @param label a class's name or number, or null for one drawn as often as in training
     */
    public BufferedImage sample(long seed, int index, @Nullable String label) {
        try (Scope scope = Scope.withoutGradient()) {
            return Pixels.toImage(pictures(seed, index, index + 1, label, 1), 0);
        }
    }

    /**
     * Pictures [from,to) of a seed; called inside a scope without gradients, which owns the result.
     *
     * @param truncation factor on the latents: below 1 for likelier, more alike pictures
     * @return [to-from,C,H,W] float32 in [-1,1]
     */
    public Tensor pictures(long seed, int from, int to, @Nullable String label, double truncation) {
        Integer wanted = label == null ? null : labelIndex(label);
        ImageGenerator generator = model.generator();
        if (truncation == 1) {
            return generator.pictures(seed, from, to, wanted);
        }
        int size = latentSize();
        float[] latents = new float[(to - from) * size];
        long[] labels = new long[to - from];
        for (int i = 0; i < labels.length; i++) {
            int own = wanted == null ? generator.label(seed, from + i) : wanted;
            labels[i] = own;
            float[] latent = generator.latent(seed, from + i, own);
            for (int z = 0; z < size; z++) {
                latents[i * size + z] = (float) (truncation * latent[z]);
            }
        }
        return decode(latents, labels);
    }

    /** The latent of picture {@code index} of a seed, Z values. */
    public float[] latent(long seed, int index, @Nullable String label) {
        int own = label == null ? model.generator().label(seed, index) : labelIndex(label);
        return model.generator().latent(seed, index, own);
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
        int count = labels.length;
        if (latents.length != count * latentSize()) {
            throw new AtelierException(
                    Exit.INPUT,
                    "got " + latents.length + " latent values for " + count + " pictures, expected " + count
                            + " rows of " + latentSize() + "; this model's latentSize is " + latentSize() + ".");
        }
        return model.generator()
                .network()
                .decode(
                        Torch.fromFloats(latents, count, latentSize()),
                        conditional() ? Torch.fromLongs(labels, count) : null);
    }

    /**
     * What the model makes of given pictures; called inside a scope without gradients.
     *
     * @param images [N,C,H,W] float32 in [-1,1] of the model's own size
     * @param labels N class numbers; ignored by unconditional models
     * @return [N,C,H,W] float32 in [-1,1]
     */
    public Tensor reconstruct(Tensor images, long[] labels) {
        model.generator().network().model().shape().requireImages("Generator.reconstruct", images);
        Tensor classes = conditional() ? Torch.fromLongs(labels, labels.length) : null;
        Posterior posterior = model.generator().network().encode(images, classes);
        if (posterior == null) {
            throw new AtelierException(
                    Exit.USAGE,
                    "a " + model.name() + " has no encoder, so it cannot reconstruct given pictures."
                            + " Use a run of a vae, vaegan or vqvae.");
        }
        return model.generator().network().decode(posterior.mean(), classes);
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
        return model.generator().network().model().shape().conditional();
    }

    /** Z, the length of a latent. */
    public int latentSize() {
        return model.generator().network().model().latentSize();
    }

    /** Side of the pictures in pixels. */
    public int imageSize() {
        return model.generator().network().model().shape().size();
    }

    /** Channels of the pictures, 1 or 3. */
    public int channels() {
        return model.generator().network().model().shape().channels();
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
