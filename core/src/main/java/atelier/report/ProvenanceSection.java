package atelier.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The command to run it again, and everything that was fixed: protocol, host, every run's settings. */
final class ProvenanceSection implements Section {

    @Override
    public String anchor() {
        return "provenance";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return true;
    }

    @Override
    public void write(Page page) {
        Html html = page.html();
        String command = Stored.text(page.comparison().protocol(), "command");
        if (command != null) {
            html.element("p", page.say("provenance.again"));
            html.open("pre").element("code", command).close();
        }
        html.open("div", "class", "columns");
        table(
                page,
                page.say("provenance.protocol"),
                withoutCommand(page.comparison().protocol()));
        html.close();
        rules(page);
        html.element("h3", page.say("provenance.runs"));
        runs(page);
        for (ModelResult model : page.comparison().models()) {
            settings(page, model);
        }
    }

    /** What was fixed before training, word for word as it was hashed. */
    private static void rules(Page page) {
        JsonNode rules = page.comparison().protocol().path("rules");
        if (rules.isObject()) {
            page.html().open("details").element("summary", page.say("provenance.rules"));
            page.html()
                    .open("pre")
                    .element("code", rules.toPrettyString())
                    .close()
                    .close();
        }
    }

    private static Map<String, JsonNode> withoutCommand(JsonNode protocol) {
        Map<String, JsonNode> fields = new TreeMap<>(Stored.fields(protocol));
        fields.remove("command");
        fields.remove("rules");
        return fields;
    }

    private static void table(Page page, String title, Map<String, JsonNode> fields) {
        if (fields.isEmpty()) {
            return;
        }
        Html html = page.html();
        html.open("div").element("h3", title);
        html.open("div", "class", "scroll").open("table", "class", "settings").open("tbody");
        rows(page, "", fields);
        html.close().close().close().close();
    }

    private static void rows(Page page, String prefix, Map<String, JsonNode> fields) {
        Html html = page.html();
        fields.forEach((name, value) -> {
            if (value.isObject()) {
                rows(page, prefix + name + ".", Stored.fields(value));
            } else {
                html.open("tr").element("th", label(page, prefix + name), "scope", "row");
                html.element("td", value(value)).close();
            }
        });
    }

    private static String label(Page page, String field) {
        return page.words().find("field." + field).orElse(field);
    }

    private static String value(JsonNode value) {
        if (!value.isArray()) {
            return value.isNull() ? NumberText.MISSING : value.asText();
        }
        StringJoiner values = new StringJoiner(", ");
        value.forEach(element -> values.add(element.isValueNode() ? element.asText() : element.toString()));
        return values.toString();
    }

    private static void runs(Page page) {
        Html html = page.html();
        html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "runs");
        html.open("thead").open("tr");
        for (String column : new String[] {"run", "seed", "status", "imagesSeen", "trainingTime", "reason"}) {
            html.element("th", page.say("run." + column), "scope", "col");
        }
        html.close().close().open("tbody");
        for (ModelResult model : page.comparison().models()) {
            for (Run run : model.runs()) {
                run(page, run);
            }
        }
        html.close().close().close();
    }

    private static void run(Page page, Run run) {
        Html html = page.html();
        Double images = Stored.number(run.manifest(), "imagesSeen");
        Double seconds = Stored.number(run.manifest(), "trainingSeconds");
        html.open("tr").element("th", run.folder(), "scope", "row");
        html.element("td", Long.toString(run.seed()));
        html.element("td", page.words().find("status." + run.status()).orElse(run.status()));
        html.element("td", images == null ? NumberText.MISSING : NumberText.count(images.longValue()));
        html.element("td", seconds == null ? NumberText.MISSING : NumberText.duration(seconds, page.words()));
        html.element("td", run.failure() == null ? "" : run.failure());
        html.close();
    }

    private static void settings(Page page, ModelResult model) {
        Run run = model.runs().isEmpty() ? null : model.runs().get(0);
        if (run == null || !run.manifest().path("settings").isObject()) {
            return;
        }
        Html html = page.html();
        html.open("details").open("summary");
        html.text(page.say("provenance.settings", page.words().model(model.name())))
                .close();
        html.open("div", "class", "columns");
        Map<String, JsonNode> loose = new TreeMap<>();
        Stored.fields(run.manifest().path("settings")).forEach((group, values) -> {
            if (values.isObject()) {
                table(page, group, Stored.fields(values));
            } else {
                loose.put(group, values);
            }
        });
        table(page, page.say("provenance.other"), loose);
        html.close().close();
    }
}
