package atelier.nn.features;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of DINOv2's weights: those of the original programme over those of the transformers library. */
final class DinoV2Names {
    /** What stands in a name of the original programme, and what stands there in the library. */
    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("cls_token", "embeddings.cls_token");
        WORDS.put("pos_embed", "embeddings.position_embeddings");
        WORDS.put("register_tokens", "embeddings.register_tokens");
        WORDS.put("patch_embed.proj", "embeddings.patch_embeddings.projection");
        WORDS.put("blocks.", "encoder.layer.");
        WORDS.put(".attn.proj.", ".attention.output.dense.");
        WORDS.put(".ls1.gamma", ".layer_scale1.lambda1");
        WORDS.put(".ls2.gamma", ".layer_scale2.lambda1");
    }

    private static final List<String> PARTS = List.of("query", "key", "value");

    private DinoV2Names() {}

    /** The weights under the original programme's names. */
    static NamedWeights original(NamedWeights stored) {
        return stored.has("embeddings.cls_token") ? new Library(stored) : stored;
    }

    private static final class Library extends NamedWeights {
        private final NamedWeights stored;

        Library(NamedWeights stored) {
            super(stored.source());
            this.stored = stored;
        }

        private static String name(String original) {
            String name = original.startsWith("norm.") ? "layernorm." + original.substring(5) : original;
            for (Map.Entry<String, String> word : WORDS.entrySet()) {
                name = name.replace(word.getKey(), word.getValue());
            }
            return name;
        }

        /** q, k and v are one matrix there and three here. */
        private static String part(String original, String part) {
            return name(original).replace(".attn.qkv.", ".attention.attention." + part + ".");
        }

        @Override
        public long @Nullable [] shape(String original) {
            if (!original.contains(".attn.qkv.")) {
                return stored.shape(name(original));
            }
            long rows = 0;
            long[] shape = null;
            for (String part : PARTS) {
                shape = stored.shape(part(original, part));
                if (shape == null) {
                    return null;
                }
                rows += shape[0];
            }
            if (shape != null) {
                shape[0] = rows;
            }
            return shape;
        }

        @Override
        protected float[] floats(String original) {
            if (!original.contains(".attn.qkv.")) {
                return stored.floats(name(original));
            }
            float[][] parts = new float[PARTS.size()][];
            int length = 0;
            for (int i = 0; i < parts.length; i++) {
                parts[i] = stored.floats(part(original, PARTS.get(i)));
                length += parts[i].length;
            }
            float[] joined = new float[length];
            int at = 0;
            for (float[] part : parts) {
                System.arraycopy(part, 0, joined, at, part.length);
                at += part.length;
            }
            return joined;
        }
    }
}
