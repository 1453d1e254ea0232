package atelier.torch;

/**
 * What JavaCPP is told before its first class loads, after which it no longer listens: every class here that may be the
 * first to touch it applies these. Scopes own native memory; JavaCPP's own limits, which it derives from the heap, and
 * its collector threads would only get in the way. What a user has set stays.
 */
final class JavaCppSettings {
    private JavaCppSettings() {}

    static void apply() {
        setDefault("org.bytedeco.javacpp.nopointergc", "true");
        setDefault("org.bytedeco.javacpp.maxphysicalbytes", "0");
        setDefault("org.bytedeco.javacpp.maxbytes", "0");
    }

    private static void setDefault(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
