package atelier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a person at a terminal would see of one command.
 *
 * @param code the exit code
 * @param out what went to stdout
 * @param err what went to stderr
 */
record Terminal(int code, String out, String err) {
    static Terminal run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Shell.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Terminal(code, out.toString(), err.toString());
    }
}
