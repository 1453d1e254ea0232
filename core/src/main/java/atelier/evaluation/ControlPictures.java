package atelier.evaluation;

import atelier.data.Pixels;
import atelier.torch.RandomStream;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Pictures with known faults, made of real ones: what {@link Controls} puts before the metrics. */
final class ControlPictures {
    /** Standard deviation of the noise, on [-1,1]. */
    private static final float NOISE = 0.2f;
    /** Differences within the single mode, on [-1,1]: pictures of one generator's favourite are not quite equal. */
    private static final float JITTER = 0.02f;
    /** What a copy differs by, on [-1,1]. */
    private static final float ERROR = 0.1f;
    /** The blur's standard deviation is this share of the picture's side: 1 pixel at 28. */
    private static final double BLUR = 1 / 28.0;
    /** Pictures are made so much smaller, and as large as they were again, before they are compressed. */
    private static final double SMALLER = 0.75;

    private static final float JPEG_QUALITY = 0.75f;
    private static final int BATCH = 64;

    private ControlPictures() {}

    /** [N,C,H,W] of the first picture over and over, nearly. */
    static Tensor singleMode(Tensor real, long seed) {
        return disturbed(real.narrow(0, 0, 1).expand(real.shape()), JITTER, seed);
    }

    /** Normal noise on every value. */
    static Tensor noisy(Tensor real, long seed) {
        return disturbed(real, NOISE, seed);
    }

    /** Copies as a generator makes them, with small errors: normal noise, rounded to 8 bits as a file would be. */
    static Tensor copies(Tensor real, long seed) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor changed = disturbed(real, ERROR, seed);
            int side = Math.toIntExact(real.size(2));
            return Scope.keep(Pixels.toFloat(
                    Pixels.toBytes(changed), Math.toIntExact(real.size(0)), side, Math.toIntExact(real.size(1))));
        }
    }

    private static Tensor disturbed(Tensor images, float deviation, long seed) {
        float[] noise = new float[Math.toIntExact(images.numel())];
        RandomStream.of(seed, "control noise", 0).fillNormal(noise, 0, noise.length);
        return clamped(Torch.fromFloats(noise, images.shape())
                .mul_(new Scalar(deviation))
                .add_(images));
    }

    private static Tensor clamped(Tensor images) {
        return images.clamp_(new ScalarOptional(new Scalar(-1.0)), new ScalarOptional(new Scalar(1.0)));
    }

    /** What a picture goes through between tools: to three quarters of its side and back, then JPEG of quality 0.75. */
    static Tensor perturbed(Tensor real) {
        long[] shape = real.shape();
        Tensor result = torch.empty_like(real);
        for (long from = 0; from < shape[0]; from += BATCH) {
            long size = Math.min(BATCH, shape[0] - from);
            try (Scope scope = Scope.withoutGradient()) {
                Tensor resized = clamped(resized(real.narrow(0, from, size)));
                for (int i = 0; i < size; i++) {
                    result.narrow(0, from + i, 1).copy_(compressed(resized, i));
                }
            }
        }
        return result;
    }

    private static Tensor resized(Tensor images) {
        long side = images.size(2);
        long small = Math.max(1, Math.round(SMALLER * side));
        Tensor less = torch.adaptive_avg_pool2d(images, small, small);
        return torch.adaptive_avg_pool2d(torch.upsample_nearest2d(less, side * small, side * small), side, side);
    }

    /** One picture of [N,C,H,W] after compression: [1,C,H,W]. */
    private static Tensor compressed(Tensor images, int index) {
        int channels = Math.toIntExact(images.size(1));
        int side = Math.toIntExact(images.size(2));
        try {
            BufferedImage image = ImageIO.read(
                    new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg(Pixels.toImage(images, index)))));
            byte[] bytes = new byte[side * side * channels];
            for (int pixel = 0; pixel < side * side; pixel++) {
                int rgb = image.getRGB(pixel % side, pixel / side);
                for (int c = 0; c < channels; c++) {
                    bytes[pixel * channels + c] = (byte) (rgb >> (16 - 8 * c));
                }
            }
            return Pixels.toFloat(bytes, 1, side, channels);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Gaussian blur over mirrored borders. */
    static Tensor blurred(Tensor images) {
        int side = Math.toIntExact(images.size(2));
        double deviation = BLUR * side;
        int radius = Math.min(side - 1, (int) Math.ceil(3 * deviation));
        float[] weights = new float[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += Math.exp(-i * i / (2 * deviation * deviation));
        }
        for (int i = -radius; i <= radius; i++) {
            weights[i + radius] = (float) (Math.exp(-i * i / (2 * deviation * deviation)) / sum);
        }
        long[] shape = images.shape();
        Tensor result = torch.empty_like(images);
        Tensor column = Torch.fromFloats(weights, 1, 1, weights.length, 1);
        Tensor row = Torch.fromFloats(weights, 1, 1, 1, weights.length);
        for (long from = 0; from < shape[0]; from += BATCH) {
            long size = Math.min(BATCH, shape[0] - from);
            try (Scope scope = Scope.withoutGradient()) {
                Tensor planes = images.narrow(0, from, size).reshape(size * shape[1], 1, shape[2], shape[3]);
                Tensor padded = torch.reflection_pad2d(planes, radius, radius, radius, radius);
                Tensor smooth = convolve(convolve(padded, column), row);
                result.narrow(0, from, size).copy_(smooth.reshape(size, shape[1], shape[2], shape[3]));
            }
        }
        return result;
    }

    private static Tensor convolve(Tensor planes, Tensor kernel) {
        long[] ones = {1, 1};
        return torch.conv2d(planes, kernel, new TensorOptional(), ones, new long[] {0, 0}, Arrays.copyOf(ones, 2), 1);
    }
}
