package atelier.bench.gallery;

import atelier.bench.BenchCommand;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/gallery}: makes the rows that are missing, one unit after another, and writes the page. */
@Command(
        name = "bench/gallery",
        mixinStandardHelpOptions = true,
        description = {
            "Trains and measures the rows of docs/gallery.md that are missing, and writes the page after each.",
            "The same command goes on where it was stopped.",
            ""
        })
public final class Gallery implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = "--units",
            split = ",",
            paramLabel = "NAME",
            description = "Only these rows, made anew where they are there. Default: all that are missing.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Lists the rows and which of them are there; does nothing.")
    private boolean list;

    @Option(names = "--budget", paramLabel = "TIME", description = "Of each run. Default: ${DEFAULT-VALUE}.")
    private String budget = "6m";

    @Option(names = "--count", paramLabel = "N", description = "Pictures to score at most. Default: ${DEFAULT-VALUE}.")
    private int count = 5_000;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where runs go, and where a run that was stopped is found. Default: bench/work/gallery.")
    private @Nullable Path runs;

    @Option(
            names = "--add",
            paramLabel = "RUN",
            description = "Trains nothing: takes this finished run as a row, with the scores of --scores.")
    private @Nullable Path added;

    @Option(
            names = "--scores",
            split = ",",
            paramLabel = "FILE",
            description = "What './atelier evaluate RUN --json' printed for the run of --add; a second file, with other"
                    + " features, becomes a column.")
    private List<Path> scores = List.of();

    @Option(
            names = "--weights-root",
            paramLabel = "DIR",
            description = "Folder of feature networks: measures with mobilenetv2, too. Default: $ATELIER_WEIGHTS.")
    private @Nullable Path weights;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            description = "The set of --add; see --list. Default: the name of the run's data.")
    private @Nullable String set;

    @Option(names = "--page", description = "Trains nothing: writes the page from the rows that are there.")
    private boolean page;

    @Option(
            names = "--recipes",
            split = ",",
            paramLabel = "ROW",
            description = "Trains nothing: writes these rows' settings as recipes; each also wants a line in Recipes.")
    private List<String> recipes = List.of();

    /**
     * The command.
     *
     * @param root of the repository
     */
    Gallery(Path root, PrintWriter out, PrintWriter err) {
        this.root = root;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Path bench = Path.of(System.getProperty("atelier.bench", "bench")).toAbsolutePath();
        System.exit(execute(bench.resolve("..").normalize(), out, err, arguments));
    }

    /** The command as a function. */
    static int execute(Path root, PrintWriter out, PrintWriter err, String... arguments) {
        return BenchCommand.execute("bench/gallery", new Gallery(root, out, err), out, err, arguments);
    }

    private Path folder() {
        return root.resolve("docs").resolve("gallery");
    }

    @Override
    public Integer call() throws IOException {
        List<GalleryRow> rows = GalleryRow.read(folder());
        if (list) {
            for (GalleryUnit unit : GalleryUnit.all(rows)) {
                out.println((has(rows, unit) ? "* " : "  ") + unit.name());
            }
        } else if (!recipes.isEmpty()) {
            for (String name : recipes) {
                writeRecipe(named(rows, name));
            }
        } else if (added != null) {
            add(added);
            publish();
        } else if (page) {
            publish();
        } else {
            make(rows);
        }
        return Exit.DONE.code();
    }

    private void make(List<GalleryRow> there) throws IOException {
        List<String> known =
                GalleryUnit.all(there).stream().map(GalleryUnit::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new AtelierException(
                        Exit.USAGE, "'" + name + "' is no row; expected some of " + String.join(", ", known) + ".");
            }
        }
        List<String> made = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        // Who leads a family may change with every row.
        for (GalleryUnit unit = next(made); unit != null; unit = next(made)) {
            made.add(unit.name());
            try {
                run(unit);
                publish();
            } catch (AtelierException problem) {
                if (problem.exit() != Exit.FAULT) {
                    throw problem;
                }
                // One model that fails is no reason to leave the others out.
                err.println(unit.name() + ": " + problem.getMessage());
                failed.add(unit.name());
            }
        }
        if (!failed.isEmpty()) {
            throw new AtelierException(
                    Exit.FAULT, "not made: " + String.join(", ", failed) + "; the same command tries them again.");
        }
    }

    private @Nullable GalleryUnit next(List<String> made) throws IOException {
        List<GalleryRow> rows = GalleryRow.read(folder());
        return GalleryUnit.all(rows).stream()
                .filter(unit -> names.isEmpty() ? !has(rows, unit) : names.contains(unit.name()))
                .filter(unit -> !made.contains(unit.name()))
                .findFirst()
                .orElse(null);
    }

    private void run(GalleryUnit unit) throws IOException {
        Path folder = (runs == null ? root.resolve("bench/work/gallery") : runs).resolve(unit.name());
        Path run = folder.resolve("run");
        Files.createDirectories(folder);
        err.println(unit.name());
        if (Files.exists(run.resolve("run.json"))) {
            atelier(folder.resolve("resume.txt"), List.of("resume", run.toString()));
        } else {
            List<String> command = new ArrayList<>(List.of("train", unit.model(), data(unit.set())));
            command.addAll(unit.set().options());
            command.addAll(List.of("--budget", budget, "--out", run.toString()));
            atelier(folder.resolve("train.txt"), command);
        }
        List<Path> scored = new ArrayList<>(List.of(score(run, folder.resolve("scores.json"), List.of())));
        Path root = weightsRoot();
        if (root != null) {
            List<String> second = List.of("--features", "mobilenetv2", "--weights-root", root.toString());
            scored.add(score(run, folder.resolve("scores-mobilenetv2.json"), second));
        }
        add(unit.set().name(), run, scored);
    }

    /** The file with the scores, which are measured where it does not exist. */
    private Path score(Path run, Path scored, List<String> features) throws IOException {
        if (!Files.exists(scored)) {
            Path partial = scored.resolveSibling(scored.getFileName() + ".partial");
            List<String> command = new ArrayList<>(List.of("evaluate", run.toString()));
            command.addAll(List.of("--count", Integer.toString(count)));
            command.addAll(List.of("--metrics", String.join(",", GalleryRow.METRICS)));
            command.addAll(features);
            command.add("--json");
            atelier(partial, command);
            Files.move(partial, scored);
        }
        return scored;
    }

    private @Nullable Path weightsRoot() {
        String root = System.getenv("ATELIER_WEIGHTS");
        return weights != null || root == null || root.isBlank() ? weights : Path.of(root);
    }

    private static String data(GalleryUnit.PictureSet set) {
        String root = System.getenv("ATELIER_DATA");
        if (set.data().contains("$ATELIER_DATA") && (root == null || root.isBlank())) {
            throw new AtelierException(
                    Exit.USAGE,
                    set.name() + " is read from " + set.data()
                            + ", but ATELIER_DATA is not set; set it to the folder.");
        }
        return set.data().replace("$ATELIER_DATA", String.valueOf(root));
    }

    /** Runs the command line to its end; what it prints goes to a file, its progress to the terminal. */
    private void atelier(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(root.resolve("atelier").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int code;
        try {
            code = process.waitFor();
        } catch (InterruptedException stopped) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new AtelierException(Exit.INTERRUPTED, "stopped; the same command goes on.", stopped);
        }
        if (code != 0) {
            throw new AtelierException(
                    Exit.FAULT, "'" + String.join(" ", command) + "' ended with " + code + "; see above.");
        }
    }

    private void add(Path run) throws IOException {
        if (scores.isEmpty()) {
            throw new AtelierException(
                    Exit.USAGE, "--add " + run + " needs --scores FILE: what './atelier evaluate RUN --json' printed.");
        }
        String name = set == null
                ? read(run.resolve("run.json")).path("data").path("name").asText()
                : set;
        if (GalleryUnit.sets().stream().noneMatch(known -> known.name().equals(name))) {
            throw new AtelierException(
                    Exit.USAGE,
                    "'" + name + "' is no set of the gallery; --set says which of "
                            + GalleryUnit.sets().stream()
                                    .map(GalleryUnit.PictureSet::name)
                                    .toList()
                            + ".");
        }
        add(name, run, scores);
    }

    private void add(String name, Path run, List<Path> scored) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        for (Path file : scored) {
            read.add(read(file));
        }
        GalleryRow row = GalleryRow.of(name, read(run.resolve("run.json")), read);
        SampleSheet.write(run, folder().resolve(row.name() + ".png"));
        row.write(folder());
        out.println(row.name() + ": " + GalleryRow.DISTANCE + " " + row.distance());
    }

    private static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(Exit.INPUT, file + " does not exist.");
        }
        return JSON.readTree(file.toFile());
    }

    private void writeRecipe(GalleryRow row) throws IOException {
        Path file = RecipeFile.file(root, row);
        Files.createDirectories(file.getParent());
        Files.writeString(file, RecipeFile.text(row), StandardCharsets.UTF_8);
        out.println(file + "; its line in Recipes: \"" + RecipeFile.name(row) + "\"");
    }

    private static GalleryRow named(List<GalleryRow> rows, String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AtelierException(
                        Exit.USAGE,
                        "there is no row '" + name + "'; there are "
                                + rows.stream().map(GalleryRow::name).toList() + "."));
    }

    private static boolean has(List<GalleryRow> rows, GalleryUnit unit) {
        return rows.stream().anyMatch(row -> row.name().equals(unit.name()));
    }

    private void publish() throws IOException {
        GalleryPage.publish(root.resolve("docs").resolve("gallery.md"), GalleryRow.read(folder()));
    }
}
