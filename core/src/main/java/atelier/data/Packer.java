package atelier.data;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Turns a source into a packed file: measures, decodes on several threads, fits, writes in the source's order. What
 * is in memory at once are a few pictures per thread, never the data.
 */
final class Packer {
    private static final int PICTURES_AHEAD_PER_THREAD = 4;
    /** A part of what Java may use, for pictures that a source has read and that wait to be decoded. */
    private static final long BYTES_AHEAD = Runtime.getRuntime().maxMemory() / 16;

    private static final long REPORT_EVERY = 64;

    private final String name;
    private final ImageSource source;
    private final DataOptions options;
    private final ProgressListener progress;

    Packer(String name, ImageSource source, DataOptions options, ProgressListener progress) {
        this.name = name;
        this.source = source;
        this.options = options;
        this.progress = progress;
    }

    /** A picture that is ready to be written, or the reason why there is none. */
    private record Outcome(
            ImageSource.Item item,
            ImageSource.@Nullable Dimensions size,
            boolean transparent,
            @Nullable Picture fitted,
            byte[] hash,
            @Nullable String problem) {}

    /** A picture that is being decoded, and what it holds in memory. */
    private record Waiting(Future<Outcome> outcome, long heldBytes) {}

    /**
     * Packs the source.
     *
     * @return what was found; nothing is written if no picture decodes
     */
    DataScan pack(Path target) {
        try (ImageSource.Items items = open()) {
            if (options.strict() && !items.problems().isEmpty()) {
                throw refused(items.problems().get(0));
            }
            int size = options.size() != null ? options.size() : ownSize(items);
            refuseFullDisk(target, (long) items.count() * size * size);
            ScanBuilder scan = new ScanBuilder(name, source.kind(), items);
            try (PackedWriter writer = new PackedWriter(target, size)) {
                decodeAll(items, size, writer, scan);
                DataScan result = scan.build(size, writer);
                if (writer.count() > 0) {
                    progress.progress("writing", writer.count(), writer.count());
                    writer.finish(items.labelNames(), options.key(), result);
                }
                return result;
            }
        } catch (ReadFailure e) {
            throw new AtelierException(
                    Exit.INPUT,
                    "%s cannot be read: %s. Expected %s; check the path and the file."
                            .formatted(name, Failures.reason(e.cause), source.kind()),
                    e.cause);
        } catch (IOException e) {
            throw Failures.disk(target, e);
        }
    }

    private ImageSource.Items open() {
        try {
            return source.open(progress);
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    /** Tells failures of the source from failures of the target, which have different remedies. */
    private static final class ReadFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient IOException cause;

        ReadFailure(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** The most common size, as the side of a square, between the smallest side and the default limit. */
    private int ownSize(ImageSource.Items items) {
        Map<Integer, Integer> sides = new HashMap<>();
        long[] done = {0};
        forEach(items, item -> {
            try {
                ImageSource.Dimensions dimensions = item.measure();
                int side = options.fit() == Fit.CROP
                        ? Math.min(dimensions.width(), dimensions.height())
                        : Math.max(dimensions.width(), dimensions.height());
                sides.merge(Math.min(side, DataOptions.DEFAULT_SIZE_LIMIT), 1, Integer::sum);
            } catch (IOException e) {
                // It is listed with its reason when it is to be decoded.
            }
            report("measuring", ++done[0], items.count());
        });
        return sides.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(most -> Math.max(DataOptions.MINIMUM_SIZE, most.getKey()))
                .orElse(DataOptions.MINIMUM_SIZE);
    }

    private static void forEach(ImageSource.Items items, ImageSource.Visitor visitor) {
        try {
            items.forEach(visitor);
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    private void report(String phase, long done, long total) {
        if (done % REPORT_EVERY == 0 || done == total) {
            progress.progress(phase, done, total);
        }
    }

    private void decodeAll(ImageSource.Items items, int size, PackedWriter writer, ScanBuilder scan)
            throws IOException {
        Fitter fitter = new Fitter(size, options.fit(), options.backgroundRgb());
        ExecutorService workers = Executors.newFixedThreadPool(options.threads(), task -> {
            Thread thread = new Thread(task, "decoder");
            thread.setDaemon(true);
            return thread;
        });
        Deque<Waiting> waiting = new ArrayDeque<>();
        int ahead = PICTURES_AHEAD_PER_THREAD * options.threads();
        long[] held = {0};
        WriteFailure[] failure = {null};
        try {
            items.forEach(item -> {
                waiting.add(new Waiting(workers.submit(() -> decode(item, size, fitter)), item.heldBytes()));
                held[0] += item.heldBytes();
                while (!waiting.isEmpty() && (waiting.size() > ahead || held[0] > BYTES_AHEAD)) {
                    Waiting first = waiting.remove();
                    held[0] -= first.heldBytes;
                    write(first.outcome, writer, scan, items.count());
                }
            });
            while (!waiting.isEmpty()) {
                write(waiting.remove().outcome, writer, scan, items.count());
            }
        } catch (WriteFailure e) {
            failure[0] = e;
        } catch (IOException e) {
            throw new ReadFailure(e);
        } finally {
            workers.shutdownNow();
        }
        if (failure[0] != null) {
            throw failure[0].cause;
        }
    }

    /** A failure of the target, carried through the source's loop. */
    private static final class WriteFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient IOException cause;

        WriteFailure(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private Outcome decode(ImageSource.Item item, int size, Fitter fitter) {
        try {
            Picture picture = item.decode(options.backgroundRgb(), size);
            Picture fitted = fitter.apply(picture);
            return new Outcome(
                    item,
                    new ImageSource.Dimensions(picture.width(), picture.height()),
                    picture.transparent(),
                    fitted,
                    PackedFormat.imageHash(size, fitted),
                    null);
        } catch (IOException e) {
            return new Outcome(item, null, false, null, new byte[0], Failures.reason(e));
        }
    }

    private AtelierException refused(DataScan.Problem problem) {
        return new AtelierException(
                Exit.INPUT,
                "%s: %s does not decode: %s. Remove or repair it, or leave out --strict to skip such files."
                        .formatted(name, problem.file(), problem.reason()));
    }

    /** Says so at once if not even grey pictures would fit, rather than after an hour. */
    private static void refuseFullDisk(Path target, long bytes) throws IOException {
        Path folder = target.toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return;
        }
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (bytes > usable) {
            throw new AtelierException(
                    Exit.DISK,
                    "%s has %d MB left, the pictures need at least %d. Make room, choose a smaller --size, or set ATELIER_CACHE to a folder with more."
                            .formatted(folder, usable >> 20, bytes >> 20));
        }
    }

    private void write(Future<Outcome> future, PackedWriter writer, ScanBuilder scan, int total) {
        Outcome outcome = await(future);
        if (outcome.problem != null || outcome.fitted == null || outcome.size == null) {
            String reason = String.valueOf(outcome.problem);
            scan.undecodable(outcome.item.name(), reason);
            if (options.strict()) {
                throw refused(new DataScan.Problem(outcome.item.name(), reason));
            }
        } else {
            scan.picture(outcome.size, outcome.transparent, outcome.fitted, outcome.item.label(), outcome.hash);
            try {
                writer.add(outcome.fitted, outcome.hash, outcome.item.label(), outcome.item.split());
            } catch (IOException e) {
                throw new WriteFailure(e);
            }
        }
        report("decoding", scan.seen(), total);
    }

    private static Outcome await(Future<Outcome> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtelierException(
                    Exit.INTERRUPTED, "Interrupted while pictures were decoded; nothing is left behind.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("decoding failed", e.getCause());
        }
    }
}
