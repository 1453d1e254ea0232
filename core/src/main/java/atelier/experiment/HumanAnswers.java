package atelier.experiment;

import atelier.evaluation.HumanJudgement;
import atelier.evaluation.HumanJudgement.Answer;
import atelier.evaluation.HumanJudgement.LeftOut;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers that people gave to the test of a comparison, {@code DIR/human/*.json}, and puts what follows from them
 * into the verdict's document as {@code humanTest}. A file that cannot be used is named with the reason and left out.
 */
public final class HumanAnswers {
    /** The field of verdict.json. */
    private static final String FIELD = "humanTest";
    /** What a page calls its files' kind. */
    private static final String FORMAT = "atelier-human-test";
    /** Answers below which a file is an accident. */
    private static final int FEWEST = 10;
    /** A file of answers has some kilobytes. */
    private static final long MOST_BYTES = 4L << 20;

    private static final int LONGEST_NAME = 200;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path folder;
    private final String test;
    private final String[] sources;
    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, Set<Integer>> answered = new HashMap<>();
    private final List<LeftOut> leftOut = new ArrayList<>();

    /** Why a file is of no use. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;
        private final String reason;

        Unusable(String reason, String detail) {
            super(detail);
            this.reason = reason;
        }
    }

    private HumanAnswers(Path out, JsonNode key) {
        folder = out.resolve("human");
        test = key.path("id").asText();
        sources = HumanTest.sources(key);
    }

    /**
     * Brings {@code verdict.json} of a comparison up to date with its folder of answers; where there is no verdict nothing is
     * done.
     *
     * @param note is told of every file that is left out
     */
    public static void update(Path out, Consumer<String> note) {
        Path file = out.resolve("verdict.json");
        if (!Files.isRegularFile(file)) {
            return;
        }
        ObjectNode verdict = RunFolder.read(file);
        ObjectNode before = verdict.deepCopy();
        add(out, verdict, note);
        if (!before.equals(verdict)) {
            RunFolder.write(file, verdict);
        }
    }

    /** Puts what people said into a verdict's document, or takes it out where nobody has. */
    static void add(Path out, ObjectNode verdict, Consumer<String> note) {
        HumanJudgement judgement = read(out, verdict, note);
        if (judgement == null) {
            verdict.remove(FIELD);
        } else {
            verdict.set(FIELD, JSON.valueToTree(judgement));
        }
    }

    private static @Nullable HumanJudgement read(Path out, JsonNode verdict, Consumer<String> note) {
        List<Path> files = files(out.resolve("human"));
        if (files.isEmpty()) {
            return null;
        }
        JsonNode key = Files.isRegularFile(HumanTest.key(out)) ? RunFolder.read(HumanTest.key(out)) : null;
        if (key == null || !HumanTest.isKey(key)) {
            note.accept(out.resolve("human") + " holds answers, but "
                    + (key == null ? "there is no " : "this version cannot read ") + HumanTest.key(out)
                    + ", which says what was shown; run the comparison again, and ask again.");
            return null;
        }
        HumanAnswers read = new HumanAnswers(out, key);
        files.forEach(read::take);
        read.leftOut.forEach(file ->
                note.accept(read.folder.resolve(file.file()) + " is left out of the human test: " + file.detail()));
        return read.answers.isEmpty() ? null : read.judge(verdict);
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException problem) {
            throw new AtelierException(
                    Exit.INPUT, "cannot list " + folder + ": " + problem.getMessage() + "; make the folder readable.");
        }
    }

    private HumanJudgement judge(JsonNode verdict) {
        Set<String> models = new LinkedHashSet<>();
        verdict.path("models").forEach(model -> models.add(model.path("name").asText()));
        String winner = null;
        for (JsonNode use : verdict.path("verdicts")) {
            if (use.path("use").asText().equals("realism")) {
                winner = use.path("winner").isTextual() ? use.path("winner").asText() : null;
            }
        }
        return HumanJudgement.of(test, List.copyOf(models), answers, winner, leftOut);
    }

    private void take(Path file) {
        String name = file.getFileName().toString();
        try {
            JsonNode document = document(file);
            String given = document.path("person").asText("").strip();
            String person = given.isEmpty() ? name : given.substring(0, Math.min(given.length(), LONGEST_NAME));
            List<Answer> own = answers(document, person);
            Set<Integer> seen = answered.computeIfAbsent(person, nobody -> new HashSet<>());
            for (Answer answer : own) {
                if (seen.contains(answer.picture())) {
                    throw new Unusable(
                            "answered-before",
                            "another file of '" + person + "' already answers picture " + answer.picture()
                                    + "; keep one of them, or give the second person another name.");
                }
            }
            own.forEach(answer -> seen.add(answer.picture()));
            answers.addAll(own);
        } catch (Unusable problem) {
            leftOut.add(new LeftOut(name, problem.reason, String.valueOf(problem.getMessage())));
        }
    }

    private JsonNode document(Path file) throws Unusable {
        JsonNode document;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new Unusable("not-answers", "it has " + Files.size(file) + " bytes, far more than answers need.");
            }
            document = JSON.readTree(file.toFile());
        } catch (IOException problem) {
            String message = String.valueOf(problem.getMessage());
            throw new Unusable(
                    "not-answers",
                    "it is not readable JSON (" + message.lines().findFirst().orElse("") + ").");
        }
        if (document == null || !document.path("format").asText().equals(FORMAT)) {
            throw new Unusable("not-answers", "it is not a file that human-test.html saved.");
        }
        if (document.path("version").asInt() != HumanTest.VERSION) {
            throw new Unusable(
                    "not-answers",
                    "it has version " + document.path("version").asText() + " of the answers, expected "
                            + HumanTest.VERSION + ".");
        }
        if (!document.path("test").asText().equals(test)) {
            throw new Unusable(
                    "other-test",
                    "it answers the test '" + document.path("test").asText() + "', this comparison's is '" + test
                            + "'.");
        }
        return document;
    }

    private List<Answer> answers(JsonNode document, String person) throws Unusable {
        List<Answer> own = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (JsonNode entry : document.path("answers")) {
            JsonNode picture = entry.path("picture");
            JsonNode real = entry.path("real");
            if (!picture.isInt() || !real.isBoolean()) {
                throw new Unusable(
                        "not-answers",
                        "answer " + (own.size() + 1) + " has no number of a picture or no true or false.");
            }
            int number = picture.intValue();
            if (number < 0 || number >= sources.length) {
                throw new Unusable(
                        "unknown-picture",
                        "it answers picture " + number + "; the test has pictures 0 to " + (sources.length - 1) + ".");
            }
            if (!seen.add(number)) {
                throw new Unusable("repeated-picture", "it answers picture " + number + " twice.");
            }
            JsonNode time = entry.path("milliseconds");
            Double seconds = time.isNumber() && time.doubleValue() >= 0 && Double.isFinite(time.doubleValue())
                    ? (Double) (time.doubleValue() / 1000)
                    : null;
            own.add(new Answer(person, number, sources[number], real.booleanValue(), seconds));
        }
        long ofReal = own.stream()
                .filter(answer -> answer.source().equals(HumanJudgement.REAL))
                .count();
        if (own.size() < FEWEST || ofReal == 0 || ofReal == own.size()) {
            throw new Unusable(
                    "too-few",
                    "it has " + own.size() + " answers, " + ofReal + " of them about real pictures; expected at least "
                            + FEWEST + ", about real and about generated ones.");
        }
        return own;
    }
}
