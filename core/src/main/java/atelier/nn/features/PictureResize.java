package atelier.nn.features;

import atelier.data.Pixels;
import atelier.data.Resampler;
import atelier.nn.Resize;
import atelier.torch.Torch;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** How pictures get the size that a feature network sees; published numbers depend on it. */
public enum PictureResize {
    /** Half-pixel centres, clamped borders, no antialiasing, on unrounded values. */
    BILINEAR {
        @Override
        public Tensor levels(Tensor images, int size) {
            Tensor levels = ImageNetScale.colour(images).add(Torch.scalar(1)).mul(Torch.scalar(127.5));
            return fits(images, size) ? levels : Resize.bilinear(levels, size);
        }
    },
    /**
     * That of TensorFlow 1, which the FID is defined with: the source coordinate is i times the ratio of the sizes, no
     * half pixel, no antialiasing, rows before columns, all in float32; on 8-bit pictures.
     */
    TF1_BILINEAR {
        @Override
        public Tensor levels(Tensor images, int size) {
            Tensor levels = eightBit(ImageNetScale.colour(images));
            return fits(images, size) ? levels : tensorFlow(tensorFlow(levels, 3, size), 2, size);
        }
    },
    /** Antialiased, a = -0.5, in float with clipping to 0..255 ("clean" resizing); on 8-bit pictures. */
    BICUBIC {
        @Override
        public Tensor levels(Tensor images, int size) {
            return bicubic(images, size, false);
        }
    },
    /** The same as Pillow computes it for 8-bit pictures: rounded to bytes after each of its two passes. */
    BICUBIC_8BIT {
        @Override
        public Tensor levels(Tensor images, int size) {
            return bicubic(images, size, true);
        }
    };

    /**
     * Pictures of the wanted size.
     *
     * @param images [N,C,H,W] float32 in [-1,1], C 1 or 3
     * @return [N,3,S,S] float32 in 0..255; grey replicated
     */
    public abstract Tensor levels(Tensor images, int size);

    /** Its name in settings and conventions, such as {@code tf1-bilinear}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean fits(Tensor images, int size) {
        return images.size(2) == size && images.size(3) == size;
    }

    private static Tensor eightBit(Tensor images) {
        return images.add(Torch.scalar(1))
                .mul_(Torch.scalar(127.5))
                .add_(Torch.scalar(0.5))
                .floor_()
                .clamp_(new ScalarOptional(new Scalar(0.0)), new ScalarOptional(new Scalar(255.0)));
    }

    /** One pass along a dimension: lower + (upper - lower) * fraction. */
    private static Tensor tensorFlow(Tensor levels, int dimension, int size) {
        int length = (int) levels.size(dimension);
        float ratio = (float) length / size;
        long[] lower = new long[size];
        long[] upper = new long[size];
        float[] fraction = new float[size];
        for (int i = 0; i < size; i++) {
            float at = i * ratio;
            lower[i] = (long) Math.floor(at);
            upper[i] = Math.min(lower[i] + 1, length - 1L);
            fraction[i] = at - lower[i];
        }
        long[] shape = dimension == 3 ? new long[] {1, 1, 1, size} : new long[] {1, 1, size, 1};
        Tensor low = levels.index_select(dimension, Torch.fromLongs(lower, size));
        Tensor high = levels.index_select(dimension, Torch.fromLongs(upper, size));
        return high.sub(low).mul(Torch.fromFloats(fraction, shape)).add(low);
    }

    private static Tensor bicubic(Tensor images, int size, boolean rounded) {
        int count = (int) images.size(0);
        int channels = (int) images.size(1);
        int height = (int) images.size(2);
        int width = (int) images.size(3);
        byte[] bytes = Pixels.toBytes(images);
        int each = width * height * channels;
        float[] result = new float[count * size * size * channels];
        for (int n = 0; n < count; n++) {
            byte[] picture = Arrays.copyOfRange(bytes, n * each, (n + 1) * each);
            int from = n * size * size * channels;
            if (rounded) {
                byte[] resized = Resampler.bicubicInBytes(picture, width, height, channels, size, size);
                for (int i = 0; i < resized.length; i++) {
                    result[from + i] = resized[i] & 0xFF;
                }
            } else {
                float[] resized = Resampler.bicubic(picture, width, height, channels, size, size);
                System.arraycopy(resized, 0, result, from, resized.length);
            }
        }
        Tensor levels = Torch.fromFloats(result, count, size, size, channels).permute(0, 3, 1, 2);
        return ImageNetScale.colour(levels.contiguous());
    }
}
