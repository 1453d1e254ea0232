package atelier.nn.features;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A feature network of the user's own from an ONNX file, run by ONNX Runtime. It takes [N,C,S,S] or [N,S,S,C] float32,
 * C 1 or 3, N free or 1, and gives [N,D], or maps [N,D,H,W], of which the means are the features.
 *
 * <p>The convention names the file, the start of its SHA-256, the input size, the resizing, the normalisation and the
 * output: features that differ in any of them are never compared.
 */
public final class OnnxNetwork implements FeatureNetwork {
    private static final long LARGE_STACK = 64L << 20;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Path file;
    private final OnnxInput input;
    private final String inputName;
    private final String outputName;
    private final boolean channelsLast;
    private final boolean oneByOne;
    private final int channels;
    private final int size;
    private final int dimensions;
    private final Normalization normalization;
    private final String convention;

    private OnnxNetwork(OrtEnvironment environment, OrtSession session, Path file, FeatureNetworks.Options options)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.file = file;
        input = options.input();
        Map.Entry<String, NodeInfo> entry =
                session.getInputInfo().entrySet().iterator().next();
        inputName = entry.getKey();
        long[] shape = inputShape(file, session, entry.getValue());
        channelsLast = !isChannels(shape[1]) && isChannels(shape[3]);
        channels = (channelsLast ? shape[3] : shape[1]) == 1 ? 1 : 3;
        size = side(channelsLast ? shape[1] : shape[2], channelsLast ? shape[2] : shape[3], options.size());
        oneByOne = shape[0] == 1;
        outputName = outputName();
        convention = "onnx-" + file.getFileName().toString().replaceFirst("\\.onnx$", "") + "-" + fingerprint(file)
                + "-" + size + "-" + input.resize().label() + "-" + input.label() + "-" + outputName;
        double[] mean = input.means(channels);
        double[] deviation = input.deviations(channels);
        if (mean.length != channels || deviation.length != channels) {
            throw new AtelierException(
                    Exit.USAGE,
                    "features.mean has " + mean.length + " and features.deviation " + deviation.length + " values, but "
                            + file + " takes pictures of " + channels + " channels.");
        }
        try (Scope scope = Scope.withoutGradient()) {
            normalization = new Normalization(mean, deviation);
            Tensor blank = torch.zeros(1, channels, size, size);
            dimensions = (int) run(blank).size(1);
            normalization.tensors().forEach(Scope::keep);
        }
    }

    static FeatureNetwork open(Path file, FeatureNetworks.Options options) {
        if (!Files.isRegularFile(file)) {
            throw new AtelierException(Exit.INPUT, file + " does not exist; give the path of an .onnx file.");
        }
        OrtSession session = null;
        try {
            OrtEnvironment environment = onLargeStack(() -> OrtEnvironment.getEnvironment("atelier"));
            session = onLargeStack(() -> session(environment, file));
            return new OnnxNetwork(environment, session, file, options);
        } catch (OrtException problem) {
            close(session);
            throw unusable(file, problem.getMessage());
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError problem) {
            throw new AtelierException(
                    Exit.FAULT,
                    "ONNX Runtime could not be loaded on " + System.getProperty("os.name") + "/"
                            + System.getProperty("os.arch") + ": " + problem.getMessage()
                            + ". It has builds for Linux, Windows (x86-64) and macOS (ARM).",
                    problem);
        } catch (AtelierException problem) {
            close(session);
            throw problem;
        }
    }

    private static OrtSession session(OrtEnvironment environment, Path file) throws OrtException {
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            // Several Java threads run it at once, with one thread each.
            settings.setIntraOpNumThreads(1);
            settings.setInterOpNumThreads(1);
            return environment.createSession(file.toString(), settings);
        }
    }

    /** Starting ONNX Runtime overflows the megabyte of stack that a Java thread has, which ends the whole process. */
    private static <T> T onLargeStack(Callable<T> call) throws OrtException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(null, task, "onnx", LARGE_STACK);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrtException problem) {
                throw problem;
            }
            if (e.getCause() instanceof LinkageError problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening a network", e);
        }
    }

    private static void close(@Nullable OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException ignored) {
            // What made it fail before is said; there is nothing to add.
        }
    }

    private static long[] inputShape(Path file, OrtSession opened, NodeInfo info) throws OrtException {
        if (opened.getInputInfo().size() != 1
                || !(info.getInfo() instanceof TensorInfo tensor)
                || tensor.type != OnnxJavaType.FLOAT
                || tensor.getShape().length != 4) {
            throw unusable(
                    file,
                    "it takes " + opened.getInputInfo().values()
                            + ", expected one float32 input [N,C,S,S] or [N,S,S,C]");
        }
        long[] shape = tensor.getShape();
        if (shape[0] > 1) {
            throw unusable(file, "its batch is fixed to " + shape[0] + ", expected a free one or 1");
        }
        return shape;
    }

    private static boolean isChannels(long length) {
        return length == 1 || length == 3;
    }

    private int side(long height, long width, @Nullable Integer wanted) {
        if (height > 0 && height == width && (wanted == null || wanted == height)) {
            return (int) height;
        }
        if (height <= 0 && width <= 0 && wanted != null) {
            if (wanted < 1 || wanted > 1024) {
                throw new AtelierException(Exit.USAGE, "features.size is " + wanted + ", expected 1 to 1024.");
            }
            return wanted;
        }
        throw new AtelierException(
                Exit.USAGE,
                height <= 0
                        ? file + " takes pictures of any size; say which with --set features.size=224."
                        : file + " takes pictures of " + height + " x " + width + ", features.size is "
                                + (wanted == null ? "not set" : wanted) + "; the two must agree and be square.");
    }

    private String outputName() {
        Set<String> names = session.getOutputNames();
        String wanted = input.output();
        if (wanted == null) {
            return names.iterator().next();
        }
        if (!names.contains(wanted)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "features.output is '" + wanted + "', but " + file + " has " + String.join(", ", names) + ".");
        }
        return wanted;
    }

    private static String fingerprint(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[1 << 16];
            for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
                digest.update(part, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 4);
        } catch (IOException e) {
            throw new AtelierException(Exit.INPUT, file + " cannot be read: " + e.getMessage() + ".", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public String convention() {
        return convention;
    }

    @Override
    public Tensor extract(Tensor images) {
        if (channels == 1 && images.size(1) == 3) {
            throw new AtelierException(
                    Exit.USAGE, file + " takes grey pictures, these are in colour; use a network for colour.");
        }
        Tensor features;
        try (Scope scope = Scope.withoutGradient()) {
            Tensor levels = input.resize().levels(images, size).narrow(1, 0, channels);
            Tensor prepared = normalization.apply(levels);
            if (!oneByOne) {
                features = Scope.keep(run(prepared));
            } else {
                Tensor[] each = new Tensor[(int) prepared.size(0)];
                for (int i = 0; i < each.length; i++) {
                    each[i] = run(prepared.narrow(0, i, 1));
                }
                features = Scope.keep(torch.cat(Torch.list(each), 0));
            }
        } catch (OrtException problem) {
            throw unusable(file, problem.getMessage());
        }
        return Scope.adopt(features);
    }

    /** Features of prepared pictures [N,C,S,S], [N,D] in the current scope. */
    private Tensor run(Tensor prepared) throws OrtException {
        Tensor ordered = channelsLast ? prepared.permute(0, 2, 3, 1) : prepared;
        FloatBuffer values = FloatBuffer.wrap(Torch.toFloats(ordered));
        try (OnnxTensor pictures = OnnxTensor.createTensor(environment, values, ordered.shape());
                OrtSession.Result result = session.run(Map.of(inputName, pictures), Set.of(outputName))) {
            if (!(result.get(0) instanceof OnnxTensor output) || output.getInfo().type != OnnxJavaType.FLOAT) {
                throw unusable(file, "its output " + outputName + " is not a float32 tensor");
            }
            long[] shape = output.getInfo().getShape();
            boolean fits = (shape.length == 2 || shape.length == 4) && shape[0] == prepared.size(0);
            if (!fits) {
                throw unusable(
                        file,
                        "its output " + outputName + " has shape " + Arrays.toString(shape) + " for " + prepared.size(0)
                                + " pictures, expected [N,D] or [N,D,H,W]");
            }
            FloatBuffer buffer = output.getFloatBuffer();
            float[] features = new float[buffer.remaining()];
            buffer.get(features);
            Tensor tensor = Torch.fromFloats(features, shape);
            return shape.length == 4 ? tensor.mean(2, 3) : tensor;
        }
    }

    private static AtelierException unusable(Path file, @Nullable String problem) {
        return new AtelierException(
                Exit.INPUT,
                file + " is no feature network that can be used: " + problem
                        + ". Export it again with one picture input and free batch." + WeightChecksum.of(file));
    }

    @Override
    public @Nullable ClassHead classHead() {
        OnnxInput.Classes classes = input.classes();
        return classes == null ? null : new OnnxClasses(file, outputName, dimensions, classes);
    }

    @Override
    public void close() {
        close(session);
        normalization.tensors().forEach(Scope::free);
    }
}
