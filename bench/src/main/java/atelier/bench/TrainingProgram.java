package atelier.bench;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Optimization;
import atelier.torch.Device;
import atelier.torch.Npy;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.Precision;
import atelier.torch.RandomStream;
import atelier.training.DataOrder;
import atelier.training.Setback;
import atelier.training.StepReport;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import atelier.training.TrainingSettings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Training steps of a {@link TrainingCase} on the built-in pictures. Schedules stand still: both sides do the same step
 * over and over.
 */
final class TrainingProgram implements Program {
    /** Steps over which both sides' losses are compared. */
    static final int COMPARED_STEPS = 100;

    /**
     * Part of the learning rate in these steps. At the full rate Adam turns gradients that are nothing but rounding into
     * whole steps, and after a hundred of them even one program in two memory layouts no longer agrees with itself.
     */
    private static final double COMPARED_RATE = 0.01;

    static final long SEED = 1;
    private static final long FEWEST_STEPS = 8;
    /** So many images that schedules do not move. */
    private static final long ENDLESS = 1L << 50;

    private static ImageDataset open() {
        return Datasets.open("shapes", DataOptions.defaults(), ProgressListener.NONE);
    }

    private static ImageShape shape(ImageDataset data) {
        return new ImageShape(data.size(), data.channels(), 0);
    }

    private static TrainingSettings training(TrainingCase chosen, int threads, Precision precision, double rateFactor) {
        Optimization o = chosen.optimization();
        return new TrainingSettings(
                SEED,
                ENDLESS,
                o.batchSize(),
                threads,
                precision,
                o.learningRate() * rateFactor,
                o.beta1(),
                o.beta2(),
                0,
                1,
                1,
                o.averageFraction(),
                ENDLESS,
                List.of(),
                0,
                0);
    }

    @Override
    public void prepare(Task task) throws IOException {
        Path exchange = task.exchange();
        try (ImageDataset data = open()) {
            TrainingCase chosen = TrainingCase.named(task.workload(), shape(data));
            Parameters layout = new Parameters();
            GenerativeModel unused = chosen.build().apply(layout);
            ObjectNode settings = chosen.settings().deepCopy();
            try (ParameterStore store = ParameterStore.create(layout, SEED, Device.CPU)) {
                Exchange.writeWeights(exchange, store.export(store.values(), store.groups()));
                settings.put("parameters", store.length());
                settings.put(
                        "operationsPerImage",
                        chosen.operations().applyAsDouble(new StepOperations(store.layout(), chosen.plan())));
            }
            Exchange.writePixels(exchange, data.train());
            writeFirstSteps(exchange, chosen, data.train().count());
            Exchange.putPlan(settings, chosen.plan(), shape(data));
            settings.put("batchSize", chosen.optimization().batchSize());
            settings.put("learningRate", chosen.optimization().learningRate());
            settings.put("comparedRate", COMPARED_RATE);
            settings.put("beta1", chosen.optimization().beta1());
            settings.put("beta2", chosen.optimization().beta2());
            settings.put("averageFraction", chosen.optimization().averageFraction());
            Exchange.writeSettings(exchange, settings);
        }
    }

    /** Which pictures the first steps show, and their noise. */
    private static void writeFirstSteps(Path exchange, TrainingCase chosen, int pictures) {
        int batch = chosen.optimization().batchSize();
        int size = chosen.drawn();
        int[] order = new DataOrder(SEED, pictures).at(0, COMPARED_STEPS * batch);
        float[] positions = new float[order.length];
        float[] noise = new float[order.length * size];
        for (int i = 0; i < order.length; i++) {
            positions[i] = order[i];
            int at = i * size;
            for (TrainingCase.Draw draw : chosen.draws()) {
                RandomStream.of(SEED, draw.purpose(), i).fillNormal(noise, at, draw.count());
                at += draw.count();
            }
        }
        Npy.write(exchange.resolve("order.npy"), positions, COMPARED_STEPS, batch);
        Npy.write(exchange.resolve("noise.npy"), noise, COMPARED_STEPS, batch, size);
    }

    @Override
    public ObjectNode check(Task task) {
        Map<String, List<Double>> losses = new LinkedHashMap<>();
        // Rounding differs between the sides; bfloat16 would drown everything else in it.
        run(task, Precision.FLOAT32, COMPARED_STEPS, report -> report.losses()
                .forEach((name, value) ->
                        losses.computeIfAbsent(name, key -> new ArrayList<>()).add(value)));
        ObjectNode result = Exchange.JSON.createObjectNode();
        result.set("losses", Exchange.JSON.valueToTree(losses));
        return result;
    }

    private interface Step {
        void done(StepReport report);
    }

    private static void run(Task task, Precision precision, int steps, Step step) {
        try (ImageDataset data = open()) {
            TrainingCase chosen = TrainingCase.named(task.workload(), shape(data));
            TrainingSettings settings = training(chosen, task.threads(), precision, COMPARED_RATE);
            try (Trainer trainer = new Trainer(settings, data.train(), chosen.build(), Device.CPU)) {
                trainer.run((long) steps * settings.batchSize(), listener(step), () -> false);
            }
        }
    }

    private static TrainingListener listener(Step step) {
        return new TrainingListener() {
            @Override
            public void stepped(Trainer trainer, StepReport report) {
                step.done(report);
            }

            @Override
            public void rolledBack(Trainer trainer, Setback why) {
                throw new IllegalStateException("training went back: " + why.reason());
            }
        };
    }

    @Override
    public ObjectNode rate(Task task) {
        try (ImageDataset data = open()) {
            TrainingCase chosen = TrainingCase.named(task.workload(), shape(data));
            TrainingSettings settings = training(chosen, task.threads(), task.precision(), 1);
            try (Trainer trainer = new Trainer(settings, data.train(), chosen.build(), Device.CPU)) {
                train(trainer, task.seconds() / 4);
                Stopwatch watch = new Stopwatch();
                long steps = train(trainer, task.seconds());
                return watch.result(steps * (double) settings.batchSize());
            }
        }
    }

    /** Trains for so long, a few steps at least; returns the number of steps. */
    private static long train(Trainer trainer, double seconds) {
        Stopwatch watch = new Stopwatch();
        long[] steps = {0};
        BooleanSupplier over = () -> steps[0] >= FEWEST_STEPS && watch.seconds() >= seconds;
        trainer.run(ENDLESS, listener(report -> steps[0]++), over);
        return steps[0];
    }
}
