package atelier.report;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;

/** The languages that reports and verdicts are written in. */
public enum Language {
    EN("en", "en"),
    /** Simplified Chinese. */
    ZH("zh", "zh-CN");

    private final String code;
    private final String htmlTag;

    Language(String code, String htmlTag) {
        this.code = code;
        this.htmlTag = htmlTag;
    }

    /** The language that {@code --lang} names: {@code en} or {@code zh}. */
    public static Language of(String code) {
        for (Language language : values()) {
            if (language.code.equalsIgnoreCase(code) || language.htmlTag.equalsIgnoreCase(code)) {
                return language;
            }
        }
        throw new AtelierException(Exit.USAGE, "language '" + code + "' is not known; choose 'en' or 'zh'.");
    }

    /** What {@code --lang} calls it. */
    public String code() {
        return code;
    }

    /** The BCP 47 tag for the page's {@code lang} attribute: it chooses the right Han glyphs. */
    String htmlTag() {
        return htmlTag;
    }
}
