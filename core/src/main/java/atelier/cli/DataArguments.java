package atelier.cli;

import atelier.data.DataOptions;
import atelier.data.Fit;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How pictures are read, for the verbs that take DATA. */
final class DataArguments {
    /** What DATA may be, for the help of every verb that takes one. */
    static final String DATA =
            "A folder of pictures (with class folders, a labels.csv or neither), a zip or tar of one, IDX or CIFAR files, a packed"
                    + " file, or a name from 'atelier list datasets'.";

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "Side of the square pictures, 16 to 256. Default: the data's own size, up to 64.")
    private @Nullable Integer size;

    @Option(
            names = "--fit",
            paramLabel = "crop|pad",
            description = "Pictures that are not square are cut to their centre, or padded. Default: crop.")
    private @Nullable Fit fit;

    @Option(
            names = "--background",
            paramLabel = "#RRGGBB",
            converter = Colour.class,
            description = "What shows through transparent pixels and fills padding. Default: #ffffff.")
    private @Nullable Integer background;

    @Option(names = "--strict", description = "A file that does not decode ends the command instead of being skipped.")
    private boolean strict;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "Where named sets already lie, such as DIR/fashion-mnist. Default: $ATELIER_DATA.")
    private @Nullable Path dataRoot;

    boolean strict() {
        return strict;
    }

    /**
     * Refuses to read pictures otherwise than a run read its own.
     *
     * @throws AtelierException with {@link Exit#USAGE}
     */
    void requireAs(DataOptions run) {
        requireSame("--size", size, run.size());
        requireSame("--fit", fit, run.fit());
        requireSame("--background", background, run.backgroundRgb());
    }

    /** Refuses another size than that of a run's pictures. */
    void requireSize(int runSize) {
        requireSame("--size", size, runSize);
    }

    private static void requireSame(String option, @Nullable Object given, @Nullable Object own) {
        if (given != null && !given.equals(own)) {
            throw new AtelierException(
                    Exit.USAGE,
                    option + " is not what the run's pictures were read with; others are read as those were. Leave it"
                            + " out.");
        }
    }

    DataOptions read() {
        DataOptions options = DataOptions.defaults().withSize(size).withStrict(strict);
        if (fit != null) {
            options = options.withFit(fit);
        }
        if (background != null) {
            options = options.withBackground(background);
        }
        return dataRoot == null ? options : options.withDataRoot(dataRoot);
    }

    /** Colours as the web writes them. */
    static final class Colour implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("#?[0-9a-fA-F]{6}")) {
                throw new TypeConversionException(
                        "'" + text + "' is not a colour; expected six hexadecimal digits, such as #ffffff");
            }
            return Integer.parseInt(text.replace("#", ""), 16);
        }
    }
}
