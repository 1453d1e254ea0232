package atelier.provenance;

/** Arguments of commands that are shown to be typed again. */
public final class ShellWord {
    private ShellWord() {}

    /** The argument as a POSIX shell takes it for one word: as it is where that is safe, else in single quotes. */
    public static String of(Object argument) {
        String text = argument.toString();
        boolean plain = text.matches("[\\p{L}\\p{N}_@%+=:,./~-]+");
        return plain ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
