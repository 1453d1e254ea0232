package atelier.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every section needs: the comparison, the words, the place to write, and the shapes that sections share. */
record Page(Comparison comparison, Words words, Html html) {
    /** Two pictures fit side by side in a column of this many CSS pixels each; see report.css. */
    private static final int PICTURE_COLUMN = 540;

    String say(String key, Object... arguments) {
        return words.say(key, arguments);
    }

    /** A paragraph of explanation under a heading. */
    void lead(String text) {
        html.element("p", text, "class", "lead");
    }

    void note(String text) {
        html.element("p", text, "class", "note");
    }

    /** A model's name behind a dot in its colour. */
    void modelName(ModelResult model) {
        html.open("span", "class", "model " + model.style());
        html.dot().text(words.model(model.name()));
        html.close();
    }

    /** What real pictures are called behind the mark that stands for them in charts. */
    void realName() {
        html.open("span", "class", "model real").mark().text(say("real.name"));
        html.close();
    }

    ModelResult model(String name) {
        return comparison.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElse(new ModelResult(name, "plain", List.of(), java.util.Map.of()));
    }

    /**
     * A picture with its caption, shown at a whole multiple of its pixels where there is room, and large when pressed.
     *
     * @param model whose colour and name head the caption; null for real pictures
     */
    void figure(Picture picture, @Nullable ModelResult model, String caption) {
        int shown = Math.max(1, PICTURE_COLUMN / picture.width()) * picture.width();
        html.open("figure").open("label", "class", "zoom", "style", "width:min(100%," + shown + "px)");
        html.empty("input", "type", "checkbox", "aria-label", say("picture.enlarge"));
        String alternative = model == null ? caption : words.model(model.name()) + ": " + caption;
        image(picture.dataAddress(), picture.width(), picture.height(), alternative);
        html.close().open("figcaption");
        if (model != null) {
            modelName(model);
            html.text(" ");
        }
        html.element("span", caption).close().close();
    }

    /** One frame of a film strip: the upper left quarter of a grid. */
    void frame(Picture picture, String caption) {
        html.open("figure");
        image(picture.quarterAddress(), picture.quarterWidth(), picture.quarterHeight(), caption);
        html.element("figcaption", caption).close();
    }

    private void image(String address, int width, int height, String alternative) {
        html.empty(
                "img",
                "src",
                address,
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(height),
                "alt",
                alternative);
    }
}
