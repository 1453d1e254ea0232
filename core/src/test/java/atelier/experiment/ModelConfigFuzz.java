package atelier.experiment;

import atelier.fuzz.FuzzInput;
import atelier.provenance.AtelierException;
import atelier.torch.Device;
import atelier.torch.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Feeds the reader of models with anything as config.json, beside a file of weights that fit nothing. */
public final class ModelConfigFuzz {
    private ModelConfigFuzz() {}

    /** Takes any bytes; only refusals of its own may come of it. */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        try {
            SafeTensors.write(
                    weights,
                    Map.of("model", "vae"),
                    Map.of("decoder.first.bias", new SafeTensors.Entry(new long[] {1}, new float[] {0})));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        FuzzInput.file("configured/run.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        FuzzInput.file("configured/model/model.safetensors", weights.toByteArray());
        RunFolder folder = new RunFolder(FuzzInput.file("configured/model/config.json", input)
                .getParent()
                .getParent());
        try {
            TrainedModel.load(folder, Device.CPU).close();
        } catch (AtelierException refused) {
            // As promised.
        }
    }
}
