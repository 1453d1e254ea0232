package atelier.model;

import atelier.torch.Parameters;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A model of the catalogue for one shape of pictures, made small so that contract tests are quick: the
 * defaults with less width and a shorter latent. A new entry of the catalogue is a new case.
 */
public record ModelCase(ModelType<?> type, ImageShape shape) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ImageShape GREY = new ImageShape(16, 1, 0);
    private static final ImageShape COLOUR_CLASSES = new ImageShape(16, 3, 3);

    /** Every model, unconditional on grey pictures and conditional on coloured ones. */
    public static Stream<ModelCase> all() {
        return Models.all().stream()
                .flatMap(type -> Stream.of(new ModelCase(type, GREY), new ModelCase(type, COLOUR_CLASSES)));
    }

    /** Every model once, conditional. */
    public static Stream<ModelCase> conditional() {
        return Models.all().stream().map(type -> new ModelCase(type, COLOUR_CLASSES));
    }

    /** Every model once, unconditional. */
    public static Stream<ModelCase> unconditional() {
        return Models.all().stream().map(type -> new ModelCase(type, GREY));
    }

    /** Declares the network. */
    public Function<Parameters, GenerativeModel> build() {
        return build(type, shape);
    }

    private static <S extends Record> Function<Parameters, GenerativeModel> build(ModelType<S> type, ImageShape shape) {
        S settings = small(type, shape);
        return parameters -> type.build(settings, shape, parameters);
    }

    private static <S extends Record> S small(ModelType<S> type, ImageShape shape) {
        ObjectNode node = JSON.valueToTree(type.defaults(new Workload(shape, 24, 1_000)));
        replace(node, "width", 8);
        replace(node, "latentSize", 8);
        replace(node, "priorWidth", 32);
        replace(node, "priorLayers", 1);
        try {
            return JSON.treeToValue(node, type.settingsType());
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static void replace(ObjectNode node, String name, int value) {
        if (node.has(name)) {
            node.put(name, value);
        }
    }

    @Override
    public String toString() {
        return type.name() + (shape.conditional() ? " with classes" : " without classes");
    }
}
