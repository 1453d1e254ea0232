package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

    /** The answer to a command that ended well and was given {@code --json}. */
    JsonNode json() throws IOException {
        assertThat(code).as(err).isZero();
        return new ObjectMapper().readTree(out);
    }
}
