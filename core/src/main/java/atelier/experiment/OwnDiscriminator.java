package atelier.experiment;

import atelier.evaluation.CrossPlay;
import atelier.model.GenerativeModel;
import atelier.provenance.Disk;
import atelier.torch.Device;
import atelier.torch.ParameterStore;
import atelier.torch.Parameters;
import atelier.torch.Scope;
import atelier.torch.Torch;
import atelier.training.Checkpoints;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The discriminator that a model was trained with, as it was at the end of the run: read from the last checkpoint. */
final class OwnDiscriminator implements CrossPlay.Judge, AutoCloseable {
    private static final int BATCH = 50;

    private final ParameterStore store;
    private final Parameters parameters;
    private final GenerativeModel model;
    private final Device device;

    private OwnDiscriminator(ParameterStore store, Parameters parameters, GenerativeModel model, Device device) {
        this.store = store;
        this.parameters = parameters;
        this.model = model;
        this.device = device;
    }

    /** That of a run whose model has one; null where no checkpoint of the run is left. */
    static @Nullable OwnDiscriminator find(RunFolder folder, Device device) {
        float[] values = new Checkpoints(folder.checkpoints(), 1, Disk.SYSTEM)
                .newest("values")
                .orElse(null);
        if (values == null) {
            return null;
        }
        Parameters parameters = new Parameters();
        GenerativeModel model = RunDocument.plan(folder.read(), folder).build().apply(parameters);
        ParameterStore store = ParameterStore.create(parameters, 0, device);
        if (values.length != store.length()) {
            store.close();
            return null;
        }
        try (Scope scope = Scope.withoutGradient()) {
            store.values().copy_(Torch.fromFloats(values, values.length));
        }
        store.bindFrozen(parameters, store.values());
        return new OwnDiscriminator(store, parameters, model, device);
    }

    @Override
    public double[] scores(CrossPlay.Shown pictures) {
        int count = pictures.images().count();
        double[] scores = new double[count];
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(count, from + BATCH);
            try (Scope scope = Scope.withoutGradient()) {
                long[] labels = Arrays.stream(pictures.labels(), from, to)
                        .asLongStream()
                        .toArray();
                Tensor classes = model.shape().conditional() ? device.place(Torch.fromLongs(labels, to - from)) : null;
                Tensor logits = model.judge(device.place(pictures.images().batch(from, to)), classes);
                if (logits == null) {
                    throw new IllegalStateException("the model has no discriminator");
                }
                float[] some = Torch.toFloats(logits);
                for (int i = 0; i < some.length; i++) {
                    scores[from + i] = some[i];
                }
            }
        }
        return scores;
    }

    @Override
    public void close() {
        parameters.close();
        store.close();
    }
}
