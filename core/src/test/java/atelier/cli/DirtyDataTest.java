package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atelier.data.DirtyFolder;
import atelier.provenance.DurableFile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training goes on without the bad ones of a thousand files, names each, and leaves all as they were. */
class DirtyDataTest {
    @Test
    void aThousandFilesAreReadWithoutTheBadOnesEachOfWhichIsNamed(@TempDir Path folder) throws IOException {
        assumeTrue(File.separatorChar == '/', "names with line ends and links need a POSIX file system");
        Path data = folder.resolve("data");
        DirtyFolder dirty = DirtyFolder.write(data);
        assertThat(dirty.files()).isGreaterThanOrEqualTo(1000);
        Map<String, String> before = state(data);

        JsonNode scan = Terminal.run("data", "scan", data.toString(), "--size", "16", "--json")
                .json();
        assertThat(scan.path("images").asInt()).isEqualTo(dirty.good());
        assertThat(scan.path("otherFiles").asInt()).isEqualTo(dirty.others());
        assertThat(scan.path("undecodableCount").asInt()).isEqualTo(dirty.bad().size());
        Map<String, String> named = new TreeMap<>();
        scan.path("undecodable")
                .forEach(problem -> named.put(
                        problem.path("file").asText(), problem.path("reason").asText()));
        assertThat(named.keySet()).isEqualTo(dirty.bad().keySet());
        named.forEach((file, reason) ->
                assertThat(reason).as(file).isNotBlank().contains(dirty.bad().get(file)));

        Terminal trained = train(data, folder.resolve("run"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(folder.resolve("run/model/model.safetensors")).exists();
        Terminal strict = train(data, folder.resolve("strict"), "--strict");
        assertThat(strict.code()).as(strict.err()).isEqualTo(3);
        assertThat(strict.err()).contains("leave out --strict");
        assertThat(folder.resolve("strict/run.json")).doesNotExist();
        assertThat(state(data)).as("the originals").isEqualTo(before);
        deleteLinks(data);
    }

    /** So that whoever clears away the folder need not ask whether to follow them. */
    private static void deleteLinks(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static Terminal train(Path data, Path out, String... more) {
        return Terminal.run(Stream.concat(
                        Stream.of(
                                "train",
                                "vae",
                                data.toString(),
                                "--size",
                                "16",
                                "--images",
                                "32",
                                "--threads",
                                "1",
                                "--set",
                                "training.batchSize=16",
                                "--set",
                                "model.width=8",
                                "--set",
                                "model.latentSize=4",
                                "--out",
                                out.toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Of files the SHA-256 and the time, of links where they lead. */
    private static Map<String, String> state(Path data) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.toList()) {
                String name = data.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    state.put(name, "leads to " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    state.put(name, DurableFile.sha256(path) + " " + Files.getLastModifiedTime(path));
                }
            }
        }
        return state;
    }
}
