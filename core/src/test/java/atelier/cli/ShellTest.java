package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShellTest {
    static String[] verbs() {
        return Verbs.ALL.stream().map(Verbs.Entry::name).toArray(String[]::new);
    }

    @Test
    void helpNamesEveryVerbWithWhatItDoes() {
        Terminal help = Terminal.run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(Verbs.ALL).isNotEmpty().allSatisfy(verb -> assertThat(help.out())
                .contains(verb.name())
                .contains(verb.summary().substring(0, 15)));
    }

    @Test
    void withoutAVerbItShowsTheHelp() {
        assertThat(Terminal.run()).isEqualTo(Terminal.run("--help"));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbExplainsItself(String verb) {
        Terminal help = Terminal.run(verb, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: atelier " + verb);
    }

    @Test
    void namesOfVerbsAreDistinct() {
        assertThat(verbs()).doesNotHaveDuplicates();
    }

    @Test
    void theVersionNamesTheJavaItRunsOn() {
        assertThat(Terminal.run("--version").out()).contains("atelier").contains(System.getProperty("java.version"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "lits, 'lits' is not a verb of 'atelier'. Did you mean 'list'?",
                "chekc, 'chekc' is not a verb of 'atelier'. Did you mean 'check'?",
                "--hlep, '--hlep' is not an option of 'atelier'. Did you mean '--help'?",
            })
    void aMistypedWordIsAnsweredWithTheOneThatWasMeant(String typed, String message) {
        Terminal answer = Terminal.run(typed);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).startsWith("atelier: " + message).doesNotContain("\tat ");
    }

    @Test
    void anUnknownVerbListsTheKnownOnes() {
        assertThat(Terminal.run("qwertyuiop").err()).contains("Known: " + String.join(", ", verbs()));
    }

    @Test
    void aMistypedOptionOfAVerbIsAnsweredWithTheOneThatWasMeant() {
        Terminal answer = Terminal.run("data", "scan", "shapes", "--strickt");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .contains("'--strickt' is not an option of 'atelier data scan'. Did you mean '--strict'?");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "evaluate RUN -n, '-n' is not an option of 'atelier evaluate'.",
                "directions RUN --size 32, '--size' is not an option of 'atelier directions'.",
                "dataset RUN --fit pad, '--fit' is not an option of 'atelier dataset'.",
            })
    void anOptionThatWouldChangeNothingIsNone(String typed, String message) {
        Terminal answer = Terminal.run((typed + " --count 1 --out x").split(" "));
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains(message);
    }

    @Test
    void aMissingArgumentIsNamed() {
        Terminal answer = Terminal.run("data", "scan");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("DATA").contains("atelier data scan --help");
    }

    @Test
    void aWrongWordAmongAFewListsThem() {
        Terminal answer = Terminal.run("list", "modles");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err())
                .startsWith("atelier: WHAT is 'modles', expected one of models, datasets, metrics, features, recipes.")
                .contains("Did you mean 'models'?");
    }

    @Test
    void dataThatIsNotThereIsTheInputsFault() {
        Terminal answer = Terminal.run("data", "scan", "shapse");
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err()).contains("Did you mean 'shapes'?").doesNotContain("\tat ");
    }
}
