package atelier.serving;

import atelier.data.Pixels;
import atelier.data.PngFiles;
import atelier.data.ProgressListener;
import atelier.nn.features.ImageBatches;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.torch.Parallel;
import atelier.torch.Scope;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Writes a generator's pictures as a dataset: labelled, each with the seed and number that make it again, whole or not at
 * all. Picture i of a seed is the same whatever the number of pictures.
 */
public final class GeneratedDataset {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 64;

    /**
     * What to write.
     *
     * @param seed which pictures
     * @param count how many
     * @param truncation factor on the latents
     * @param texts what every PNG says of itself, besides seed, index and label
     */
    public record Request(long seed, int count, double truncation, Map<String, String> texts) {
        /** Refuses what cannot be written. */
        public Request {
            if (count < 1) {
                throw new AtelierException(Exit.USAGE, "the count is " + count + ", expected at least 1.");
            }
            texts = new LinkedHashMap<>(texts);
        }
    }

    private GeneratedDataset() {}

    /**
     * Writes the pictures to a new folder.
     *
     * @param threads that make pictures side by side
     * @param document goes with them as {@code dataset.json}; number of pictures per class is added
     * @throws AtelierException with {@link Exit#USAGE} where {@code out} exists and is not an empty folder, with
     *     {@link Exit#DISK} where it cannot be written; then nothing is left there
     */
    public static void write(
            Generator generator,
            Request request,
            DatasetFormat format,
            ObjectNode document,
            Path out,
            int threads,
            ProgressListener progress) {
        requireNew(out);
        Path target = out.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            delete(part);
            Files.createDirectories(part);
            Map<String, Integer> classes = new TreeMap<>();
            try (PictureSink sink = format.open(part)) {
                // Side by side within a round, and written in order.
                for (long from = 0; from < request.count(); from += (long) threads * BATCH) {
                    progress.progress("generating", from, request.count());
                    for (Made made : round(generator, request, (int) from, threads)) {
                        if (made.name != null) {
                            classes.merge(made.name, 1, Integer::sum);
                        }
                        sink.add(made.key, made.label, made.name, made.png, made.texts);
                    }
                }
                progress.progress("generating", request.count(), request.count());
            }
            document.put("count", request.count());
            document.set("classes", JSON.valueToTree(classes));
            Files.writeString(
                    part.resolve("dataset.json"),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
            Files.deleteIfExists(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException problem) {
            remove(part, problem);
            throw new AtelierException(
                    Exit.DISK,
                    out + " cannot be written: " + problem + ". Expected a place with enough space that may be written"
                            + " to; choose another --out.",
                    problem);
        } catch (RuntimeException | Error problem) {
            remove(part, problem);
            throw problem;
        }
    }

    /** What is half written is of no use, and may fill the disk. */
    private static void remove(Path part, Throwable problem) {
        try {
            delete(part);
        } catch (IOException remains) {
            problem.addSuppressed(remains);
        }
    }

    /** Refuses a place where something lies already; better asked before the work than after it. */
    public static void requireNew(Path out) {
        if (!Files.exists(out) || isEmptyFolder(out)) {
            return;
        }
        throw new AtelierException(Exit.USAGE, out + " already holds something; choose another --out or remove it.");
    }

    private static boolean isEmptyFolder(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.findAny().isEmpty();
        } catch (IOException problem) {
            throw new AtelierException(Exit.DISK, path + " cannot be read: " + problem, problem);
        }
    }

    /** The pictures that a request asks for; batches are made inside the caller's scope. */
    public static ImageBatches pictures(Generator generator, Request request) {
        return new ImageBatches() {
            @Override
            public int count() {
                return request.count();
            }

            @Override
            public Tensor batch(int from, int to) {
                return generator.pictures(request.seed(), from, to, null, request.truncation());
            }
        };
    }

    /** One picture as it is written. */
    private record Made(String key, int label, @Nullable String name, byte[] png, byte[] texts) {}

    private static List<Made> round(Generator generator, Request request, int start, int threads) {
        int batches = (int) Math.min(threads, (request.count() - start + BATCH - 1L) / BATCH);
        List<List<Made>> made = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            made.add(new ArrayList<>());
        }
        Parallel.run(threads, batches, batch -> {
            int from = start + batch * BATCH;
            make(generator, request, from, Math.min(request.count(), from + BATCH), made.get(batch));
        });
        return made.stream().flatMap(List::stream).toList();
    }

    private static void make(Generator generator, Request request, int from, int to, List<Made> target) {
        try (Scope scope = Scope.withoutGradient()) {
            Tensor batch = pictures(generator, request).batch(from, to);
            for (int i = from; i < to; i++) {
                int label = generator.label(request.seed(), i);
                String name = label < 0 ? null : generator.labelNames().get(label);
                Map<String, String> texts = new LinkedHashMap<>(request.texts());
                texts.put("seed", Long.toString(request.seed()));
                texts.put("index", Integer.toString(i));
                texts.put("truncation", Double.toString(request.truncation()));
                if (name != null) {
                    texts.put("label", name);
                }
                BufferedImage picture = Pixels.toImage(batch, i - from);
                String key = String.format(Locale.ROOT, "%06d", i);
                target.add(new Made(key, label, name, PngFiles.encode(picture, texts), JSON.writeValueAsBytes(texts)));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
