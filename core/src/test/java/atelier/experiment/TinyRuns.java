package atelier.experiment;

import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.model.ModelType;
import atelier.model.Models;
import atelier.torch.Device;
import atelier.torch.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Runs of a few seconds on a folder of small pictures. */
public final class TinyRuns {
    private TinyRuns() {}

    /** Settings that make every model small, and {@code more}. */
    public static List<SettingOverride> overrides(SettingOverride... more) {
        List<SettingOverride> overrides = new ArrayList<>(List.of(
                new SettingOverride("model.width", "8", "test"),
                new SettingOverride("model.latentSize", "4", "test"),
                new SettingOverride("training.batchSize", "8", "test")));
        overrides.addAll(List.of(more));
        return overrides;
    }

    /** A protocol of so many images. */
    public static Protocol protocol(Path data, long images, SettingOverride... more) {
        return new Protocol(
                data.toString(),
                TinyPictures.options(data.resolveSibling("work")),
                false,
                null,
                images,
                Device.CPU,
                Precision.FLOAT32,
                1,
                overrides(more),
                "atelier train");
    }

    /** Opens the data of a protocol. */
    public static ImageDataset open(Protocol protocol) {
        return Datasets.open(protocol.data(), protocol.dataOptions(), (phase, done, total) -> {});
    }

    /** Plans a run. */
    public static TrainingRun create(
            Path out, String model, ImageDataset data, Protocol protocol, BooleanSupplier stop) {
        ModelType<?> type = Models.named(model);
        // Not every model has a latentSize.
        return TrainingRun.create(out, type, data, 1, protocol.concerning(type), (phase, done, total) -> {}, stop);
    }

    /** A finished run of a model on new pictures in {@code folder}, 48 of them in three classes. */
    public static Path finished(Path folder, String model) throws IOException {
        Path pictures = TinyPictures.folder(folder.resolve("pictures"), 48, 3, 16, 3);
        ModelType<?> type = Models.named(model);
        Protocol protocol = protocol(pictures, 64).concerning(type);
        Path out = folder.resolve("run-" + model);
        try (ImageDataset data = open(protocol)) {
            create(out, model, data, protocol, () -> false).run();
        }
        return out;
    }
}
