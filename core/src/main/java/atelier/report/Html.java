package atelier.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML that is also well-formed XML. Every text and attribute is escaped here and nowhere else, so stored names
 * cannot inject markup; every element that is opened must be closed.
 */
final class Html {
    /** What a browser accepts without an end: HTML's own, and SVG's shapes. It would read {@code <i/>} as {@code <i>}. */
    private static final Set<String> ENDLESS =
            Set.of("meta", "img", "input", "line", "circle", "rect", "polyline", "polygon");

    private final StringBuilder out = new StringBuilder(1 << 16);
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes come as name, value, name, value. */
    Html open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Closes the element opened last. */
    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element without content. */
    Html empty(String tag, String... attributes) {
        if (!ENDLESS.contains(tag)) {
            throw new IllegalArgumentException("<" + tag + "/> would stay open in a browser; open and close it");
        }
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /** An element that holds text alone. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** The coloured dot before a model's name. */
    Html dot() {
        out.append("<i class=\"dot\"></i>");
        return this;
    }

    /** The mark before the name of real pictures. */
    Html mark() {
        out.append("<i class=\"mark\"></i>");
        return this;
    }

    /** Text of our own (the style sheet) that must stay as it is. */
    Html verbatim(String trusted) {
        out.append(trusted);
        return this;
    }

    private void start(String tag, String[] attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attributes of <" + tag + "> must come in pairs");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXmlCharacter(c) ? c : 0xFFFD);
            }
        });
    }

    private static boolean isXmlCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("element <" + open.peek() + "> was never closed");
        }
        return out.toString();
    }
}
