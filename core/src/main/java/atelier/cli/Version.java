package atelier.cli;

import atelier.provenance.Host;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the program's version and the JVM it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "atelier " + Host.codeVersion(),
            "Java " + System.getProperty("java.runtime.version") + " on " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch")
        };
    }
}
