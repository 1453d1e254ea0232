package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.data.DataOptions;
import atelier.data.Datasets;
import atelier.data.ImageDataset;
import atelier.data.TinyPictures;
import atelier.torch.Device;
import atelier.torch.Scope;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What earlier versions wrote is read for ever. Each archive holds a run of the vae that was interrupted at 96 of 128
 * images, with its model folder, its pictures and these packed; most of the two large matrices is set to zero so that it
 * stays small. A format that changes gets a further archive; the old ones are never written again.
 */
class OldFilesTest {
    @TempDir
    private Path folder;

    private Path unpacked(int format) throws IOException {
        String name = "/formats/run-format-" + format + ".zip";
        try (InputStream resource = OldFilesTest.class.getResourceAsStream(name);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        Path run = folder.resolve("run");
        ObjectNode document = RunFolder.open(run).read();
        ((ObjectNode) document.path("data"))
                .put("given", folder.resolve("pictures").toString());
        RunFolder.write(run.resolve("run.json"), document);
        return run;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptedRunGoesOnToItsEnd(int format) throws IOException {
        RunFolder run = RunFolder.open(unpacked(format));
        DataOptions options = TinyPictures.options(folder);
        try (ImageDataset data = RunData.open(run, options, (phase, done, total) -> {})) {
            assertThat(TrainingRun.reopen(run, data, null, (phase, done, total) -> {}, () -> false)
                            .run())
                    .isTrue();
        }
        assertThat(run.read().path("imagesSeen").asLong()).isEqualTo(128);
        List<String> log = Files.readAllLines(run.logFile());
        assertThat(log).hasSize(16);
        assertThat(run.checkpoints().resolve("000000128.json")).exists();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theModelMakesPictures(int format) throws IOException {
        RunFolder run = RunFolder.open(unpacked(format));
        try (TrainedModel model = TrainedModel.load(run, Device.CPU);
                Scope scope = Scope.withoutGradient()) {
            assertThat(model.name()).isEqualTo("vae");
            Tensor pictures = model.generator().pictures(3, 0, 2, null);
            assertThat(pictures.shape()).containsExactly(2, 1, 16, 16);
            for (float value : Torch.toFloats(pictures)) {
                assertThat(value).isBetween(-1f, 1f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void thePackedPicturesAreThoseOfTheFolder(int format) throws IOException {
        unpacked(format);
        DataOptions options = TinyPictures.options(folder);
        Path packed = folder.resolve("pictures.pack");
        Path pictures = folder.resolve("pictures");
        try (ImageDataset old = Datasets.open(packed.toString(), options, (phase, done, total) -> {});
                ImageDataset now = Datasets.open(pictures.toString(), options, (phase, done, total) -> {})) {
            assertThat(old.provenance().contentHash())
                    .isEqualTo(now.provenance().contentHash());
        }
    }
}
