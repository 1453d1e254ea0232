package atelier.cli;

import atelier.report.Language;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --lang}: the language of verdicts and reports, the only texts that there are in both. */
final class LanguageOption {
    @Option(
            names = "--lang",
            paramLabel = "en|zh",
            converter = Code.class,
            description = "Language of verdicts and reports; all else is English. Default: en.")
    Language language = Language.EN;

    /** The language by its code. */
    static final class Code implements ITypeConverter<Language> {
        @Override
        public Language convert(String text) {
            return switch (text) {
                case "en" -> Language.EN;
                case "zh" -> Language.ZH;
                default ->
                    throw new TypeConversionException("'" + text + "' is not a language here; expected en or zh");
            };
        }
    }
}
