package atelier.nn;

import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;

import org.bytedeco.pytorch.Tensor;

/** Changes of resolution inside networks. */
public final class Resize {
    private Resize() {}

    /** Bilinear, pixel centres aligned at half pixels (align_corners=false): [N,C,h,w] to [N,C,S,S]. */
    public static Tensor bilinear(Tensor input, int size) {
        return upsample_bilinear2d(input, new long[] {size, size}, false);
    }
}
