package atelier.model;

import atelier.torch.RandomStream;
import atelier.torch.Torch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The space W between the latents and the pictures of a style-based generator (Karras et al. 2019, arXiv 1812.04948,
 * section 2): latents are mapped to styles, and every layer of the synthesis takes one. Layers may take different ones;
 * coarse layers come first.
 */
public interface StyleSpace {
    /** Latents that a mean style is taken over. */
    int MEAN_OVER = 1000;

    /** W, the length of a style. */
    int size();

    /** L, how many layers take a style. */
    int layers();

    /**
     * Styles of latents.
     *
     * @param latents [N,Z] float32
     * @param labels as {@link GenerativeModel#decode(Tensor, Tensor)} takes them
     * @return [N,W] float32
     */
    Tensor map(Tensor latents, @Nullable Tensor labels);

    /**
     * Pictures of styles.
     *
     * @param styles [N,L,W] float32, or [N,W] for one style in all layers
     * @return [N,C,H,W] float32, mostly within [-1,1]; not clamped
     */
    Tensor synthesize(Tensor styles);

    /** What a step in W does to the factors of each layer's channels: one matrix [channels,W] per layer. */
    List<Tensor> affineWeights();

    /**
     * Styles drawn towards the middle of their class: mean + truncation (style - mean) (Karras et al. 2019, appendix B).
     *
     * @param styles [N,W] float32
     * @param labels the classes they were mapped with
     * @param latentSize Z
     * @param truncation 1 leaves styles alone, 0 is the middle
     */
    default Tensor truncate(Tensor styles, @Nullable Tensor labels, int latentSize, double truncation) {
        return truncation == 1 ? styles : means(styles, labels, latentSize).lerp(styles, Torch.scalar(truncation));
    }

    /**
     * The middle of the styles of each picture's class, over latents that are always the same.
     *
     * @param like [N,W] float32, as many as there are labels
     * @return [N,W] float32, or [1,W] without classes
     */
    default Tensor means(Tensor like, @Nullable Tensor labels, int latentSize) {
        float[] normals = new float[MEAN_OVER * latentSize];
        RandomStream.of(0, "mean style", 0).fillNormal(normals, 0, normals.length);
        Tensor latents = Torch.fromFloats(normals, MEAN_OVER, latentSize).to(like.device(), like.scalar_type());
        if (labels == null) {
            return mean(map(latents, null));
        }
        Map<List<Float>, Tensor> known = new HashMap<>();
        List<Tensor> rows = new ArrayList<>();
        for (long row = 0; row < labels.size(0); row++) {
            Tensor own = labels.narrow(0, row, 1);
            List<Float> key = new ArrayList<>();
            for (float value : Torch.toFloats(own)) {
                key.add(value);
            }
            rows.add(known.computeIfAbsent(
                    key,
                    unused -> mean(map(
                            latents,
                            own.repeat(own.dim() == 1 ? new long[] {MEAN_OVER} : new long[] {MEAN_OVER, 1})))));
        }
        return torch.cat(Torch.list(rows), 0);
    }

    private static Tensor mean(Tensor styles) {
        return styles.mean(new long[] {0}, true, new ScalarTypeOptional());
    }
}
