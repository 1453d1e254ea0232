package atelier.bench;

import atelier.data.Pixels;
import atelier.model.GenerativeModel;
import atelier.model.ImageGenerator;
import atelier.model.ImageShape;
import atelier.model.InferenceModel;
import atelier.model.LatentSampler;
import atelier.model.ModelType;
import atelier.model.Workload;
import atelier.model.gan.Gan;
import atelier.model.part.StagePlan;
import atelier.model.vae.Vae;
import atelier.torch.Device;
import atelier.torch.Npy;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Pictures from the decoder of a GAN or a VAE, rounded to bytes, batches of them on all threads. */
final class SamplingProgram implements Program {
    private static final ImageShape SHAPE = new ImageShape(32, 3, 0);
    private static final long TYPICAL_IMAGES = 400_000;
    private static final long SEED = 1;
    private static final int BATCH = 50;
    /** Rows of latents that both sides decode to compare their pictures. */
    private static final int COMPARED = 64;

    private record Chosen(
            Function<Parameters, GenerativeModel> build, String group, int width, int depth, int latentSize) {}

    private static Chosen choose(String workload) {
        Workload typical = new Workload(SHAPE, TYPICAL_IMAGES, TYPICAL_IMAGES);
        if (workload.equals("sampling-gan")) {
            Gan.Settings d = Gan.TYPE.defaults(typical);
            return new Chosen(build(Gan.TYPE, d), "generator", d.width(), d.depth(), d.latentSize());
        }
        Vae.Settings d = Vae.TYPE.defaults(typical);
        return new Chosen(build(Vae.TYPE, d), "decoder", d.width(), d.depth(), d.latentSize());
    }

    private static <S extends Record> Function<Parameters, GenerativeModel> build(ModelType<S> type, S settings) {
        return parameters -> type.build(settings, SHAPE, parameters);
    }

    private static ParameterStore store(Chosen chosen) {
        Parameters layout = new Parameters();
        GenerativeModel unused = chosen.build().apply(layout);
        return ParameterStore.create(layout, SEED, Device.CPU);
    }

    @Override
    public void prepare(Task task) throws IOException {
        Chosen chosen = choose(task.workload());
        try (ParameterStore store = store(chosen)) {
            Exchange.writeWeights(task.exchange(), store.export(store.values(), store.groups()));
        }
        float[] latents = new float[COMPARED * chosen.latentSize()];
        RandomStream.of(SEED, "latents", 0).fillNormal(latents, 0, latents.length);
        Npy.write(task.exchange().resolve("latents.npy"), latents, COMPARED, chosen.latentSize());
        ObjectNode settings = Exchange.JSON.createObjectNode();
        Exchange.putPlan(settings, StagePlan.of(SHAPE, chosen.width()), SHAPE);
        settings.put("depth", chosen.depth());
        settings.put("latentSize", chosen.latentSize());
        settings.put("decoderGroup", chosen.group());
        Exchange.writeSettings(task.exchange(), settings);
    }

    private interface Use<T> {
        T of(ImageGenerator generator);
    }

    private static <T> T withGenerator(Task task, Use<T> use) {
        Chosen chosen = choose(task.workload());
        try (ParameterStore store = store(chosen);
                InferenceModel network = InferenceModel.over(store, store.values(), chosen.build(), Device.CPU)) {
            LatentSampler sampler = LatentSampler.normal(chosen.latentSize());
            return use.of(new ImageGenerator(network, sampler, new double[0]));
        }
    }

    @Override
    public ObjectNode check(Task task) {
        Npy latents = Npy.read(task.exchange().resolve("latents.npy"));
        double mean = withGenerator(task, generator -> {
            try (Scope scope = Scope.withoutGradient()) {
                byte[] pixels = Pixels.toBytes(
                        generator.network().decode(Torch.fromFloats(latents.floats(), latents.shape()), null));
                double sum = 0;
                for (byte pixel : pixels) {
                    sum += pixel & 0xFF;
                }
                return sum / pixels.length;
            }
        });
        ObjectNode result = Exchange.JSON.createObjectNode();
        result.putObject("values").put("mean picture value", mean);
        return result;
    }

    @Override
    public ObjectNode rate(Task task) {
        return withGenerator(task, generator -> {
            byte[] pixels = new byte[task.count() * SHAPE.values()];
            fill(generator, Math.min(task.count(), BATCH), pixels);
            Stopwatch watch = new Stopwatch();
            AtomicInteger next = new AtomicInteger();
            Threads.run(task.threads(), () -> {
                for (int from = next.getAndAdd(BATCH); from < task.count(); from = next.getAndAdd(BATCH)) {
                    fill(generator, from, Math.min(task.count(), from + BATCH), pixels);
                }
            });
            return watch.result(task.count());
        });
    }

    private static void fill(ImageGenerator generator, int count, byte[] pixels) {
        fill(generator, 0, count, pixels);
    }

    private static void fill(ImageGenerator generator, int from, int to, byte[] pixels) {
        try (Scope scope = Scope.withoutGradient()) {
            byte[] batch = Pixels.toBytes(generator.pictures(SEED, from, to, null));
            System.arraycopy(batch, 0, pixels, from * SHAPE.values(), batch.length);
        }
    }
}
