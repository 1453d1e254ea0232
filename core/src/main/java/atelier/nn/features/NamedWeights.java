package atelier.nn.features;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Npy;
import atelier.torch.PthFile;
import atelier.torch.SafeTensors;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Weights that others trained, by the names of their own programme: a safetensors file, a PyTorch {@code .pth} or
 * {@code .pt} file, or a folder with one {@code NAME.npy} per tensor. One tensor is read at a time.
 */
public abstract class NamedWeights {
    private final String source;

    /** @param source what messages call these weights, such as the file's name */
    protected NamedWeights(String source) {
        this.source = source;
    }

    /** Sizes of a tensor, outermost first, or null where there is none of this name. */
    public abstract long @Nullable [] shape(String name);

    /** Values of a tensor that is there, row-major. */
    protected abstract float[] floats(String name);

    /** What messages call these weights. */
    public String source() {
        return source;
    }

    /** Where a tensor should be, for messages. */
    String place(String name) {
        return name + " in " + source;
    }

    /** A sentence with the checksum of the file that should hold a tensor; empty where there is no single file. */
    String checksum(String name) {
        return "";
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return shape(name) != null;
    }

    /**
     * Reads one tensor into the current scope.
     *
     * @param network whose weights these should be, for the message where they are not
     * @param expected its shape
     * @return float32 of that shape
     */
    public Tensor read(String name, String network, long... expected) {
        return Torch.fromFloats(values(name, network, expected), expected);
    }

    /** Reads one tensor's values; a missing tensor or another shape is an {@link Exit#INPUT} error. */
    float[] values(String name, String network, long... expected) {
        long[] shape = shape(name);
        if (shape == null) {
            throw new AtelierException(
                    Exit.INPUT,
                    place(name) + " is missing; are these the weights of " + network + "?" + checksum(name));
        }
        if (!Arrays.equals(shape, expected)) {
            throw new AtelierException(
                    Exit.INPUT,
                    place(name) + " has shape " + Arrays.toString(shape) + ", expected " + Arrays.toString(expected)
                            + "; are these the weights of " + network + "?" + checksum(name));
        }
        return floats(name);
    }

    /** The same weights under other names: {@code names} turns the name that is asked for into the stored one. */
    NamedWeights renamed(UnaryOperator<String> names) {
        NamedWeights stored = this;
        return new NamedWeights(source) {
            @Override
            public long @Nullable [] shape(String name) {
                return stored.shape(names.apply(name));
            }

            @Override
            protected float[] floats(String name) {
                return stored.floats(names.apply(name));
            }

            @Override
            String place(String name) {
                return stored.place(names.apply(name));
            }

            @Override
            String checksum(String name) {
                return stored.checksum(names.apply(name));
            }
        };
    }

    /** Opens a file or folder; what cannot be one of the three kinds is an {@link Exit#INPUT} error. */
    public static NamedWeights open(Path path) {
        if (Files.isDirectory(path)) {
            return new Folder(path);
        }
        String name = path.getFileName().toString();
        if (name.endsWith(".safetensors")) {
            return new SafeTensorsFile(path);
        }
        if (name.endsWith(".pth") || name.endsWith(".pt")) {
            return new Pth(path);
        }
        throw new AtelierException(
                Exit.INPUT,
                path + " is no file of weights that can be read; expected .safetensors, .pth, .pt or a folder of .npy"
                        + " files.");
    }

    private static final class Folder extends NamedWeights {
        private final Path folder;
        /** The array that was read last: its shape is asked for before its values. */
        private @Nullable Npy last;

        private String lastName = "";

        Folder(Path folder) {
            super(folder.toString());
            this.folder = folder;
        }

        @Override
        String place(String name) {
            return folder.resolve(name + ".npy").toString();
        }

        @Override
        String checksum(String name) {
            return WeightChecksum.of(folder.resolve(name + ".npy"));
        }

        private @Nullable Npy find(String name) {
            if (last == null || !lastName.equals(name)) {
                Path file = folder.resolve(name + ".npy");
                last = Files.isRegularFile(file) ? WeightChecksum.named(file, () -> Npy.read(file)) : null;
                lastName = name;
            }
            return last;
        }

        @Override
        public long @Nullable [] shape(String name) {
            Npy array = find(name);
            return array == null ? null : array.shape();
        }

        @Override
        protected float[] floats(String name) {
            Npy array = find(name);
            if (array == null) {
                throw new IllegalArgumentException(name);
            }
            return array.floats();
        }
    }

    private static final class SafeTensorsFile extends NamedWeights {
        private final Path file;
        private final SafeTensors.Index index;

        SafeTensorsFile(Path file) {
            super(file.toString());
            this.file = file;
            try {
                index = SafeTensors.index(file);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }

        @Override
        String checksum(String name) {
            return WeightChecksum.of(file);
        }

        @Override
        public long @Nullable [] shape(String name) {
            return index.shape(name);
        }

        @Override
        protected float[] floats(String name) {
            try {
                return index.floats(name);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
    }

    private static AtelierException unreadable(Path file, IOException problem) {
        String what = problem instanceof NoSuchFileException
                ? " does not exist; give a file of weights that does."
                : " cannot be read: " + problem.getMessage() + "." + WeightChecksum.of(file);
        return new AtelierException(Exit.INPUT, file + what, problem);
    }

    private static final class Pth extends NamedWeights {
        private final Path path;
        private final PthFile file;

        Pth(Path path) {
            super(path.toString());
            if (!Files.exists(path)) {
                throw unreadable(path, new NoSuchFileException(path.toString()));
            }
            this.path = path;
            file = WeightChecksum.named(path, () -> PthFile.open(path));
        }

        @Override
        String checksum(String name) {
            return WeightChecksum.of(path);
        }

        @Override
        public long @Nullable [] shape(String name) {
            return file.shape(name);
        }

        @Override
        protected float[] floats(String name) {
            return WeightChecksum.named(path, () -> file.floats(name));
        }
    }
}
