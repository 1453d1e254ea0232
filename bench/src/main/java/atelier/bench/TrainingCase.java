package atelier.bench;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.ModelType;
import atelier.model.Optimization;
import atelier.model.Workload;
import atelier.model.flow.Flow;
import atelier.model.gan.Gan;
import atelier.model.hybrid.VaeGan;
import atelier.model.part.StagePlan;
import atelier.model.vae.Vae;
import atelier.torch.Parameters;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A model as both sides train it, with the settings that a run of {@value #TYPICAL_IMAGES} images has by default but
 * schedules that stand still.
 *
 * @param build declares the network
 * @param optimization batch and rates
 * @param plan resolutions and widths
 * @param draws the random numbers that a step draws for each picture, in the order in which the other side has them
 * @param operations of one step, per picture
 * @param settings what else the other side has to know, by the names of {@code settings.json}
 */
record TrainingCase(
        Function<Parameters, GenerativeModel> build,
        Optimization optimization,
        StagePlan plan,
        List<Draw> draws,
        ToDoubleFunction<StepOperations> operations,
        ObjectNode settings) {
    private static final long TYPICAL_IMAGES = 400_000;

    /**
     * Standard normal numbers.
     *
     * @param purpose of the random stream
     * @param count for each picture
     */
    record Draw(String purpose, int count) {}

    /** The case of a workload, unconditional. */
    static TrainingCase named(String name, ImageShape shape) {
        Workload workload = new Workload(shape, TYPICAL_IMAGES, TYPICAL_IMAGES);
        return switch (name) {
            case "vae" -> vae(shape, workload);
            case "gan" -> gan(shape, workload);
            case "vaegan" -> vaegan(shape, workload);
            case "flow" -> flow(shape, workload);
            default -> throw new IllegalArgumentException("'" + name + "' is no training workload");
        };
    }

    private static TrainingCase vae(ImageShape shape, Workload workload) {
        Vae.Settings d = Vae.TYPE.defaults(workload);
        Vae.Settings settings =
                new Vae.Settings(d.width(), d.depth(), d.latentSize(), d.likelihood(), d.beta(), 0, d.freeNats());
        return new TrainingCase(
                build(Vae.TYPE, settings, shape),
                Vae.TYPE.optimization(workload),
                StagePlan.of(shape, d.width()),
                List.of(new Draw("posterior", d.latentSize())),
                StepOperations::vae,
                network(d.depth(), d.latentSize()));
    }

    private static TrainingCase gan(ImageShape shape, Workload workload) {
        Gan.Settings d = Gan.TYPE.defaults(workload);
        Gan.Settings settings = new Gan.Settings(
                d.width(),
                d.depth(),
                d.latentSize(),
                d.objective(),
                d.penalty(),
                d.penalty(),
                d.penaltyInterval(),
                true,
                0,
                0);
        return new TrainingCase(
                build(Gan.TYPE, settings, shape),
                Gan.TYPE.optimization(workload),
                StagePlan.of(shape, d.width()),
                List.of(new Draw("latent", d.latentSize())),
                operations -> operations.gan(d.penaltyInterval()),
                network(d.depth(), d.latentSize())
                        .put("penalty", d.penalty())
                        .put("penaltyInterval", d.penaltyInterval()));
    }

    private static TrainingCase vaegan(ImageShape shape, Workload workload) {
        VaeGan.Settings d = VaeGan.TYPE.defaults(workload);
        VaeGan.Settings settings = new VaeGan.Settings(
                d.width(),
                d.depth(),
                d.latentSize(),
                0,
                0,
                d.fidelity(),
                d.objective(),
                d.penalty(),
                d.penaltyInterval(),
                true,
                0,
                0);
        return new TrainingCase(
                build(VaeGan.TYPE, settings, shape),
                VaeGan.TYPE.optimization(workload),
                StagePlan.of(shape, d.width()),
                List.of(new Draw("posterior", d.latentSize())),
                operations -> operations.vaegan(d.penaltyInterval()),
                network(d.depth(), d.latentSize())
                        .put("penalty", d.penalty())
                        .put("penaltyInterval", d.penaltyInterval())
                        .put("fidelity", d.fidelity()));
    }

    private static TrainingCase flow(ImageShape shape, Workload workload) {
        Flow.Settings d = Flow.TYPE.defaults(workload);
        return new TrainingCase(
                build(Flow.TYPE, d, shape),
                Flow.TYPE.optimization(workload),
                Flow.plan(shape, d.width()),
                List.of(new Draw("noise", shape.values()), new Draw("time", 1)),
                StepOperations::flow,
                network(d.depth(), shape.values())
                        .put("medianTime", d.medianTime())
                        .put("timeSpread", d.timeSpread()));
    }

    private static <S extends Record> Function<Parameters, GenerativeModel> build(
            ModelType<S> type, S settings, ImageShape shape) {
        return parameters -> type.build(settings, shape, parameters);
    }

    private static ObjectNode network(int depth, int latentSize) {
        return Exchange.JSON.createObjectNode().put("depth", depth).put("latentSize", latentSize);
    }

    /** Random numbers that a step draws for each picture, of all purposes. */
    int drawn() {
        return draws.stream().mapToInt(Draw::count).sum();
    }
}
