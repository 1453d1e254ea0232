package atelier.cli;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.provenance.ShellWord;
import atelier.report.Language;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the verbs share: where they write, and that they end with an {@link Exit}. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, usageHelpAutoWidth = true)
abstract class Verb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    /** Does the work; failures are exceptions. */
    abstract Exit run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        Exit exit = run();
        out().flush();
        return exit.code();
    }

    /** For results. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** For progress and remarks. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether results are wanted as JSON. */
    final boolean json() {
        return common.json;
    }

    /** The language of verdicts and reports. */
    final Language language() {
        return common.language.language;
    }

    /** Prints a result that has only a JSON form, or whose JSON form was asked for. */
    final void printJson(Object document) {
        JsonText.print(document, out());
    }

    /** Names and values of a result, in this order. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /**
     * Refuses options that were given and would not be used.
     *
     * @param why a sentence
     */
    final void refuse(List<String> options, String why) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new AtelierException(Exit.USAGE, option + " has no effect here: " + why + " Leave it out.");
            }
        }
    }

    /** The whole command as it was typed, to be shown in reports: {@code ./atelier compare …}. */
    final String commandText() {
        StringBuilder text = new StringBuilder("./atelier");
        for (String argument : spec.root().commandLine().getParseResult().originalArgs()) {
            text.append(' ').append(ShellWord.of(argument));
        }
        return text.toString();
    }
}
