package atelier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atelier.evaluation.FormulaFiller.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Every step of the formula that makes weights and pictures, bit by bit. */
final class FormulaFillerChecks {
    private static final Map<String, Kind> KINDS = Map.of("token", Kind.TOKEN, "var", Kind.VARIANCE, "head", Kind.HEAD);

    private FormulaFillerChecks() {}

    static void check(Golden golden, JsonNode entry) {
        JsonNode parameters = golden.expected(entry, "parameters");
        assertThat(parameters.size()).isPositive();
        parameters.fields().forEachRemaining(field -> parameter(field.getKey(), field.getValue()));
        JsonNode images = golden.expected(entry, "images");
        assertThat(images.size()).isPositive();
        images.fields().forEachRemaining(field -> image(field.getKey(), field.getValue()));
    }

    private static void parameter(String name, JsonNode expected) {
        assertThat(HexFormat.of().toHexDigits(FormulaFiller.hash(name)))
                .isEqualTo(expected.get("fnv1a64_hex").asText());
        assertThat(HexFormat.of().toHexDigits(FormulaFiller.key(name)))
                .isEqualTo(expected.get("stream_key_hex").asText());
        long[] raw = FormulaFiller.raw(name, 3);
        for (int i = 0; i < raw.length; i++) {
            assertThat(HexFormat.of().toHexDigits(raw[i]))
                    .isEqualTo(expected.get("first3_raw64_hex").get(i).asText());
        }
        int count = 1;
        for (JsonNode side : expected.get("shape")) {
            count *= side.asInt();
        }
        Kind kind = KINDS.get(expected.get("kind").asText());
        float[] values = kind != null
                ? FormulaFiller.parameter(name, count, kind)
                : FormulaFiller.weight(
                        name,
                        count,
                        count / expected.get("shape").get(0).asInt(),
                        expected.get("gain").asDouble());
        for (int i = 0; i < 4; i++) {
            assertThat((double) values[i])
                    .isEqualTo(expected.get("first4_float32").get(i).asDouble());
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        assertThat(sha256(bytes.array()))
                .isEqualTo(expected.get("sha256_float32_le").asText());
    }

    private static void image(String name, JsonNode expected) {
        int[] pixels = FormulaFiller.image(
                name, expected.get("height").asInt(), expected.get("width").asInt());
        byte[] bytes = new byte[pixels.length];
        double sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pixels[i];
            sum += pixels[i];
        }
        for (int i = 0; i < 8; i++) {
            assertThat(pixels[i])
                    .isEqualTo(expected.get("first8_channel0_row0").get(i).asInt());
        }
        assertThat(sum / pixels.length).isCloseTo(expected.get("mean").asDouble(), within(1e-9));
        assertThat(sha256(bytes)).isEqualTo(expected.get("sha256_uint8_chw").asText());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
