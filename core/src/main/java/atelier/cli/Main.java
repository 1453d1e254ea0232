package atelier.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The entry point of the program: {@code atelier VERB …}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // UTF-8 whatever the locale: names of classes and reports may be in any script.
        PrintWriter out = utf8(System.out);
        PrintWriter err = utf8(System.err);
        int code = Shell.execute(out, err, arguments);
        Interruption.finished();
        System.exit(code);
    }

    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
