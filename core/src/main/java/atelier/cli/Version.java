package atelier.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the program's version and the JVM it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "atelier " + (version == null ? "(unpackaged)" : version),
            "Java " + System.getProperty("java.runtime.version") + " on " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch")
        };
    }
}
