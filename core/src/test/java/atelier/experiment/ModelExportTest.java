package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.model.StepContext;
import atelier.model.Workload;
import atelier.model.part.Autoencoder;
import atelier.model.part.GaussianMixture;
import atelier.torch.Initializer;
import atelier.torch.Parameter;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {
    private static final int CLASSES = 3;
    private static final double APART = 10;

    @TempDir
    private Path folder;

    @Test
    void theSamplerIsFittedToLatentsOfPicturesWithTheirClasses() throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 48, CLASSES, 16, 1);
        ModelType<Settings> type = new Type();
        Protocol protocol = TinyRuns.protocol(pictures, 16).concerning(type);
        Path out = folder.resolve("run");
        try (ImageDataset data = TinyRuns.open(protocol)) {
            TrainingRun.create(out, type, data, 1, protocol, (phase, done, total) -> {}, () -> false)
                    .run();
        }

        SafeTensors.Content content = SafeTensors.read(out.resolve("model/model.safetensors"));
        GaussianMixture sampler = GaussianMixture.load(content.tensors(), 1);
        for (int label = 0; label < CLASSES; label++) {
            double sum = 0;
            int draws = 400;
            for (int i = 0; i < draws; i++) {
                float[] latent = new float[1];
                sampler.draw(RandomStream.of(1, "draw", i), label, latent, 0);
                sum += latent[0];
            }
            assertThat(sum / draws).isCloseTo(APART * label, within(1.0));
        }
    }

    record Settings(int latentSize) {}

    /** Its code of a picture is the picture's class; without one it has none. */
    private static final class ClassCoder implements Autoencoder {
        private final ImageShape shape;
        private final Parameter brightness;

        ClassCoder(ImageShape shape, Parameters parameters) {
            this.shape = shape;
            brightness = parameters.group("decoder").add("weight", Initializer.ONE, 1);
        }

        @Override
        public List<Phase> phases(Progress progress) {
            return List.of(new Phase("autoencoder", List.of("decoder"), List.of(), this::loss));
        }

        private Tensor loss(StepContext step) {
            return brightness.tensor().sub(step.images().mean()).square().mean();
        }

        @Override
        public Posterior encode(Tensor images, @Nullable Tensor labels) {
            if (labels == null) {
                throw new IllegalArgumentException(
                        "an encoder that takes classes needs one label per picture, got none");
            }
            return Posterior.point(labels.to(ScalarType.Float).unsqueeze(1).mul(Torch.scalar(APART)));
        }

        @Override
        public Tensor decode(Tensor latents, @Nullable Tensor labels) {
            Tensor values = latents.mul(brightness.tensor()).view(-1, 1, 1, 1);
            return values.repeat(1, shape.channels(), shape.size(), shape.size());
        }

        @Override
        public ImageShape shape() {
            return shape;
        }

        @Override
        public int latentSize() {
            return 1;
        }
    }

    private static final class Type extends ModelType<Settings> {
        Type() {
            super("class-coder", "vae", "codes classes, for a test", "none", Settings.class);
        }

        @Override
        public Settings defaults(Workload workload) {
            return new Settings(1);
        }

        @Override
        public Optimization optimization(Workload workload) {
            return new Optimization(8, 0.01, 0.9, 0.99, 0, 1, 1, 0.1);
        }

        @Override
        public GenerativeModel build(Settings settings, ImageShape shape, Parameters parameters) {
            return new ClassCoder(shape, parameters);
        }
    }
}
