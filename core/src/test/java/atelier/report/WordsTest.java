package atelier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[a-z]\\w*(?:-\\w+)*\\.)*[a-z]\\w*\\.?)\"");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d+}");

    @Test
    void bothLanguagesHaveTheSameKeysAndPlaceholders() {
        Words english = new Words(Language.EN);
        Words chinese = new Words(Language.ZH);
        assertThat(chinese.keys()).isEqualTo(english.keys());
        for (String key : english.keys()) {
            assertThat(placeholders(chinese, key)).as(key).isEqualTo(placeholders(english, key));
            assertThat(chinese.find(key).orElseThrow()).as(key).isNotBlank();
        }
    }

    @Test
    void everyKeyIsUsedByTheCode() throws IOException {
        Set<String> literals = literalsOfThePackage();
        Set<String> families =
                literals.stream().filter(text -> text.endsWith(".")).collect(Collectors.toSet());
        Set<String> unused = new TreeSet<>(new Words(Language.EN).keys());
        unused.removeIf(key -> literals.contains(key) || families.stream().anyMatch(key::startsWith));
        assertThat(unused).isEmpty();
    }

    @Test
    void everyKnownMetricHasATitleAndAnExplanation() {
        Words words = new Words(Language.EN);
        for (MetricGuide.Entry metric : MetricGuide.known()) {
            assertThat(words.keys())
                    .contains("metric." + metric.name() + ".title", "metric." + metric.name() + ".about");
        }
        Set<String> metrics =
                MetricGuide.known().stream().map(MetricGuide.Entry::name).collect(Collectors.toSet());
        assertThat(words.keys().stream()
                        .filter(key -> key.startsWith("metric."))
                        .map(key -> key.split("\\.", -1)[1]))
                .allMatch(metrics::contains);
    }

    @Test
    void chineseAndLatinThatMeetInASentenceStandASpaceApart() {
        assertThat(new Words(Language.ZH).say("verdict.better", "GAN", "流匹配", "召回率"))
                .isEqualTo("在召回率上优于 GAN，差值为流匹配。");
        assertThat(new Words(Language.EN).say("status.failed")).isEqualTo("failed");
    }

    private static List<String> placeholders(Words words, String key) {
        Matcher matcher = PLACEHOLDER.matcher(words.find(key).orElseThrow());
        return Stream.iterate(matcher, Matcher::find, m -> m)
                .map(Matcher::group)
                .sorted()
                .toList();
    }

    private static Set<String> literalsOfThePackage() throws IOException {
        Set<String> literals = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/atelier/report"))) {
            for (Path file : files.toList()) {
                Matcher matcher = LITERAL.matcher(Files.readString(file));
                while (matcher.find()) {
                    literals.add(matcher.group(1));
                }
            }
        }
        return literals;
    }
}
