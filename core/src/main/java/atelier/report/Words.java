package atelier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of one language, by key. Patterns hold {@code {0}}, {@code {1}}, … and nothing else is special in them
 * (unlike {@link java.text.MessageFormat}, where an apostrophe swallows what follows).
 */
final class Words {
    private final Language language;
    private final Properties patterns = new Properties();

    Words(Language language) {
        this.language = language;
        String resource = "words_" + language.code() + ".properties";
        try (InputStream stream = Words.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource atelier/report/" + resource + " is missing from the build");
            }
            try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                patterns.load(reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Language language() {
        return language;
    }

    /** All keys, sorted. */
    Set<String> keys() {
        return new TreeSet<>(patterns.stringPropertyNames());
    }

    /** The text of a key, with the arguments put in; a missing key is a fault of ours. */
    String say(String key, Object... arguments) {
        String pattern = patterns.getProperty(key);
        if (pattern == null) {
            throw new IllegalStateException("no text for '" + key + "' in language " + language.code());
        }
        return fill(pattern, arguments);
    }

    /** The text of a key that stored data chose (a metric's or a use's name), which may be one we have no words for. */
    Optional<String> find(String key) {
        return Optional.ofNullable(patterns.getProperty(key));
    }

    /** A model's name for readers; a model without one keeps its own name. */
    String model(String name) {
        return find("model." + name).orElse(name);
    }

    /** A metric's name as it stands inside a sentence. */
    String metric(String name) {
        return find("metric." + name + ".title").orElse(name);
    }

    /** A metric's name as a heading. A metric without words keeps its own name. */
    String metricHeading(String name) {
        return find("metric." + name + ".title").map(Words::capitalised).orElse(name);
    }

    /** Why something was not measured: a reason that we know by its code, or the stored text itself. */
    String reason(String reason) {
        return find("reason." + reason).orElse(capitalised(reason));
    }

    static String capitalised(String text) {
        int first = text.offsetByCodePoints(0, text.isEmpty() ? 0 : 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
    }

    /** The items as one enumeration: a, b and c. */
    String list(List<String> items) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                append(list, say(i == items.size() - 1 ? "list.last" : "list.separator"));
            }
            append(list, items.get(i));
        }
        return list.toString();
    }

    private String fill(String pattern, Object[] arguments) {
        StringBuilder filled = new StringBuilder(pattern.length() + 32);
        int from = 0;
        while (from < pattern.length()) {
            int open = pattern.indexOf('{', from);
            int close = open < 0 ? -1 : pattern.indexOf('}', open);
            if (close < 0) {
                break;
            }
            append(filled, pattern.substring(from, open));
            append(filled, String.valueOf(arguments[Integer.parseInt(pattern.substring(open + 1, close))]));
            from = close + 1;
        }
        append(filled, pattern.substring(from));
        return filled.toString();
    }

    /** Appends a piece; in Chinese, Han characters and Latin letters or digits that meet are set a space apart. */
    private void append(StringBuilder filled, String piece) {
        if (language == Language.ZH && !filled.isEmpty() && !piece.isEmpty()) {
            int before = filled.codePointBefore(filled.length());
            int after = piece.codePointAt(0);
            if ((isHan(before) && isWestern(after)) || (isWestern(before) && isHan(after))) {
                filled.append(' ');
            }
        }
        filled.append(piece);
    }

    private static boolean isHan(int codePoint) {
        return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
    }

    private static boolean isWestern(int codePoint) {
        return Character.isLetterOrDigit(codePoint) && !isHan(codePoint);
    }
}
