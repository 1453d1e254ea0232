package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.bench.Setting.Column;
import atelier.model.part.StagePlan;
import atelier.torch.Initializer;
import atelier.torch.Parameters;
import atelier.torch.Precision;
import atelier.torch.Torch;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
    private static final int COUNT = 60;

    @TempDir
    private Path exchange;

    @BeforeAll
    static void load() {
        Torch.load();
    }

    private Task task(String workload) {
        return new Task(workload, exchange, 0.01, COUNT, 2, Precision.FLOAT32, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sampling-gan", "sampling-vae", "features", "pairs", "decode", "first-epoch"})
    void atelierPreparesChecksAndMeasures(String workload) throws IOException {
        AtelierSide.run("prepare", task(workload));
        JsonNode first = AtelierSide.run("check", task(workload)).path("values");
        JsonNode second = AtelierSide.run("check", task(workload)).path("values");
        JsonNode rate = AtelierSide.run("rate", task(workload));

        assertThat(exchange.resolve("settings.json")).exists();
        assertThat(first).isNotEmpty().isEqualTo(second);
        assertThat(rate.path("images").asInt()).isEqualTo(COUNT);
        assertThat(rate.path("seconds").asDouble()).isPositive();
    }

    @Test
    void theLimitCountsOperationsOfAllThreads() throws IOException {
        JsonNode rate = AtelierSide.run("rate", task("limit"));

        double calls = rate.path("images").asDouble() / ConvolutionLimit.OPERATIONS_PER_CALL;
        assertThat(calls).isGreaterThanOrEqualTo(2).isCloseTo(Math.rint(calls), within(1e-9));
    }

    @Test
    void operationsOfAStepFollowFromTheShapes() {
        // Sides 4 and 8: an encoder's 3x3 input at 8x8 (2 to 8 channels), one halving to 4x4 (8 to 8, 2x2).
        StagePlan plan = new StagePlan(1, List.of(4, 8), List.of(8, 8));
        Parameters layout = new Parameters();
        Parameters encoder = layout.group("encoder");
        encoder.child("input").add("weight", Initializer.ZERO, 8, 2, 3, 3);
        encoder.child("input").add("bias", Initializer.ZERO, 8);
        encoder.child("stage1").child("halve").add("weight", Initializer.ZERO, 8, 8, 2, 2);
        Parameters decoder = layout.group("decoder");
        decoder.child("first").add("weight", Initializer.ZERO, 5, 3);

        double input = 2 * 8 * 2 * 9 * 64;
        double halve = 2 * 8 * 8 * 4 * 16;
        double linear = 2 * 5 * 3;
        StepOperations operations = new StepOperations(layout.all(), plan);

        assertThat(operations.forward("encoder")).isEqualTo(input + halve);
        assertThat(operations.vae()).isEqualTo(2 * input + 3 * halve + 2 * linear);
    }

    @Test
    void operationsOfFlowMatchingGoDownAndUpAndAttend() {
        // Sides 4 and 8, channels 16 and 8: attention sees 16 places of 16 channels.
        StagePlan plan = new StagePlan(2, List.of(4, 8), List.of(16, 8));
        Parameters layout = new Parameters();
        Parameters velocity = layout.group("velocity");
        velocity.child("condition").child("first").add("weight", Initializer.ZERO, 6, 5);
        velocity.child("input").add("weight", Initializer.ZERO, 8, 12, 3, 3);
        velocity.child("down1").child("halve").add("weight", Initializer.ZERO, 16, 8, 2, 2);
        velocity.child("attention").child("mixing").add("weight", Initializer.ZERO, 48, 16);
        velocity.child("up1").child("narrow").add("weight", Initializer.ZERO, 8, 16, 1, 1);
        velocity.child("up1").child("block0").child("first").add("weight", Initializer.ZERO, 8, 8, 3, 3);

        double condition = 2 * 6 * 5;
        double input = 2 * 8 * 12 * 9 * 64;
        double halve = 2 * 16 * 8 * 4 * 16;
        double mixing = 2 * 48 * 16 * 16;
        double attention = 2 * (2 * 16 * 16 * 16);
        double narrow = 2 * 8 * 16 * 16;
        double block = 2 * 8 * 8 * 9 * 64;

        assertThat(new StepOperations(layout.all(), plan).flow())
                .isEqualTo(3 * (condition + halve + mixing + attention + narrow + block) + 2 * input);
    }

    @Test
    void aFileThatWasDroppedFromMemoryComesFromTheDisk() throws IOException {
        assumeTrue(PageCache.bytesFromDisk() >= 0, "this system does not say what was read from the disk");
        Path folder = Path.of("target").toAbsolutePath();
        String system = Files.getFileStore(folder).type();
        assumeTrue(List.of("ext4", "xfs", "btrfs").contains(system), "who reads a " + system + " is not known");
        Path file = Files.createTempFile(folder, "page-cache", ".bin");
        try {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(1 << 20));
                channel.force(true);
            }
            long kept = fromDisk(file);
            PageCache.drop(file);
            long dropped = fromDisk(file);

            // Whatever else the process reads meanwhile, such as classes, is less.
            assertThat(kept).isLessThan(1 << 20);
            assertThat(dropped).isGreaterThanOrEqualTo(1 << 20);
        } finally {
            Files.delete(file);
        }
    }

    private static long fromDisk(Path file) throws IOException {
        long before = PageCache.bytesFromDisk();
        Files.readAllBytes(file);
        return PageCache.bytesFromDisk() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pairs", "sampling-gan", "decode", "first-epoch"})
    void pythonAgreesWhereItIsInstalled(String workload) throws IOException, ChildProcess.Failed {
        Path bench = Path.of("").toAbsolutePath();
        assumeTrue(
                Files.exists(bench.resolve(".venv").resolve("installed.txt")),
                "no PyTorch in bench/.venv; bench/compare installs it");
        PyTorch python = PyTorch.find(bench, exchange.resolve("logs"), new PrintWriter(new StringWriter()))
                .orElseThrow();
        Workload known = Workload.CATALOGUE.stream()
                .filter(one -> one.name().equals(workload))
                .findFirst()
                .orElseThrow();
        AtelierSide.run("prepare", task(workload));
        JsonNode own = AtelierSide.run("check", task(workload));
        Setting setting = known.settings(1, Precision.FLOAT32).stream()
                .filter(one -> one.column() == Column.EAGER)
                .findFirst()
                .orElseThrow();

        Agreement agreement = Agreement.of(
                known, own, python.process("check", task(workload), setting).answer());

        assertThat(agreement.difference()).isLessThanOrEqualTo(agreement.tolerance());
    }
}
