package atelier.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb takes. */
final class CommonOptions {
    @Option(names = "--json", description = "Print one JSON document instead of text.")
    boolean json;

    @Option(names = "--debug", description = "Show the stack trace of a failure.")
    boolean debug;

    @Mixin
    LanguageOption language;
}
