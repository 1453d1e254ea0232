package atelier.cli;

import atelier.experiment.RunFolder;
import atelier.serving.Generator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a generated PNG says of itself: the run, its settings, and how the picture was asked for. */
final class PictureTexts {
    private final Map<String, String> texts = new LinkedHashMap<>();

    PictureTexts(Path run, Generator generator) {
        ObjectNode document = RunFolder.open(run).read();
        texts.put("Software", "Atelier " + document.path("codeVersion").asText());
        texts.put("run", run.toString());
        texts.put("model", generator.modelName());
        texts.put("trained-on", document.path("data").path("name").asText());
        texts.put("sampler", generator.samplerName());
        texts.put("settings", document.path("settings").toString());
    }

    PictureTexts with(String keyword, String text) {
        texts.put(keyword, text);
        return this;
    }

    Map<String, String> texts() {
        return texts;
    }
}
