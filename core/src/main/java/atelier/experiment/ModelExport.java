package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.Pixels;
import atelier.model.GenerativeModel.Posterior;
import atelier.model.InferenceModel;
import atelier.model.LatentSampler;
import atelier.model.part.GaussianMixture;
import atelier.model.part.KullbackLeibler;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.DiskFailure;
import atelier.provenance.DurableFile;
import atelier.torch.ParameterStore;
import atelier.torch.RandomStream;
import atelier.torch.SafeTensors;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What RUN/model holds: the averaged weights with the fitted sampler, their configuration, a model card. Fitting takes its
 * time, so that what is to be written is made once and may be written again where the disk was full.
 */
final class ModelExport {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Training pictures that a sampler is fitted to; fewer for short runs, whose budget it is taken from. */
    private static final int MOST_LATENTS = 20_000;

    private static final int FEWEST_LATENTS = 2_000;
    private static final int BATCH = 200;

    private final Map<String, SafeTensors.Entry> entries;
    private final Map<String, String> metadata;
    private final ObjectNode config;
    private final String card;

    private ModelExport(
            Map<String, SafeTensors.Entry> entries, Map<String, String> metadata, ObjectNode config, String card) {
        this.entries = entries;
        this.metadata = metadata;
        this.config = config;
        this.card = card;
    }

    /**
     * Fits the sampler and describes the model of a run.
     *
     * @param store says how the weights lie
     * @param average the weights, [P] float32, such as the moving average of the store
     * @param images that the network had seen
     */
    static ModelExport of(RunPlan<?> plan, ImageDataset data, ParameterStore store, Tensor average, long images) {
        Map<String, SafeTensors.Entry> entries = new LinkedHashMap<>(store.export(average, store.groups()));
        LatentSampler sampler;
        try (InferenceModel network = InferenceModel.over(store, average, plan.build(), plan.device())) {
            sampler = fitSampler(network, plan, data.train(), images);
        }
        entries.putAll(sampler.export());
        Map<String, String> metadata = Map.of("model", plan.type().name());
        ObjectNode config = JSON.createObjectNode();
        config.put("version", 1);
        config.put("model", plan.type().name());
        config.put("sampler", sampler.name());
        config.set("shape", JSON.valueToTree(plan.shape()));
        config.set("settings", JSON.valueToTree(plan.modelSettings()));
        config.set("labelNames", JSON.valueToTree(plan.shape().conditional() ? data.labelNames() : List.of()));
        config.set(
                "labelWeights",
                JSON.valueToTree(labelWeights(data.train(), plan.shape().labels())));
        return new ModelExport(entries, metadata, config, card(plan, data, images));
    }

    /**
     * Writes the model's files into a folder.
     *
     * @throws AtelierException with {@link atelier.provenance.Exit#DISK}, naming what is needed
     */
    void write(Disk disk, Path folder) {
        Path weights = folder.resolve("model.safetensors");
        try {
            DurableFile.write(disk, weights, stream -> SafeTensors.write(stream, metadata, entries));
        } catch (IOException problem) {
            throw DiskFailure.ofRun(disk, weights, SafeTensors.bytes(metadata, entries), problem);
        }
        RunFolder.write(disk, folder.resolve("config.json"), config);
        RunFolder.write(disk, folder.resolve("README.md"), card.getBytes(StandardCharsets.UTF_8));
    }

    /** How often each class occurs. */
    static double[] labelWeights(ImageSet images, int labels) {
        double[] weights = new double[labels];
        for (int i = 0; i < images.count() && labels > 0; i++) {
            weights[images.label(i)] += 1.0 / images.count();
        }
        return weights;
    }

    /** @param seen images that the network had seen, of which a part is the number of latents to fit to */
    private static LatentSampler fitSampler(InferenceModel network, RunPlan<?> plan, ImageSet images, long seen) {
        int size = network.model().latentSize();
        if (!network.model().wantsFittedSampler()) {
            return LatentSampler.normal(size);
        }
        long wanted = Math.min(seen, plan.training().totalImages()) / 5;
        int count = (int) Math.min(images.count(), Math.max(FEWEST_LATENTS, Math.min(MOST_LATENTS, wanted)));
        long seed = plan.training().seed();
        int[] order = Arrays.copyOf(RandomStream.of(seed, "sampler images", 0).permutation(images.count()), count);
        float[] latents = new float[count * size];
        int[] labels = new int[count];
        for (int from = 0; from < count; from += BATCH) {
            int[] which = Arrays.copyOfRange(order, from, Math.min(count, from + BATCH));
            try (Scope scope = Scope.withoutGradient()) {
                Tensor classes = plan.shape().conditional() ? Pixels.labels(images, which) : null;
                Posterior posterior = network.encode(Pixels.toFloat(images, which), classes);
                if (posterior == null) {
                    throw new IllegalStateException(plan.type().name() + " has an encoder that encodes nothing");
                }
                float[] noise = new float[which.length * size];
                for (int i = 0; i < which.length; i++) {
                    RandomStream.of(seed, "sampler noise", from + i).fillNormal(noise, i * size, size);
                    labels[from + i] = images.label(which[i]);
                }
                Tensor draw = KullbackLeibler.draw(
                        posterior, plan.device().place(Torch.fromFloats(noise, which.length, size)));
                System.arraycopy(Torch.toFloats(draw), 0, latents, from * size, which.length * size);
            }
        }
        return GaussianMixture.fit(latents, size, labels, plan.shape().labels(), seed);
    }

    private static String card(RunPlan<?> plan, ImageDataset data, long images) {
        return String.format(
                Locale.ROOT,
                """
                # %s

                %s

                | | |
                |---|---|
                | after | %s |
                | pictures | %d x %d, %s |
                | trained on | %s, %d pictures, content hash `%s` |
                | licence of the data | %s |
                | images seen | %d |
                | classes | %s |
                | settings | `%s` |

                `model.safetensors` holds the moving average of the weights (float32) and, for models whose
                sampler is fitted, the mixture that latents are drawn from. Load it with `atelier.serving.Generator` or
                `./atelier sample`. The pictures resemble the training pictures; they are not evidence of
                anything, and the licence of the training pictures may bind them too.
                """,
                plan.type().name(),
                plan.type().summary(),
                plan.type().paper(),
                plan.shape().size(),
                plan.shape().size(),
                plan.shape().channels() == 1 ? "grey" : "RGB",
                data.provenance().name(),
                data.train().count(),
                data.provenance().contentHash(),
                data.provenance().licence().isEmpty()
                        ? "not known"
                        : data.provenance().licence(),
                images,
                plan.shape().conditional() ? String.join(", ", data.labelNames()) : "none",
                plan.modelSettings());
    }
}
