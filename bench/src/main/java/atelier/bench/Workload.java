package atelier.bench;

import atelier.bench.Setting.Column;
import atelier.torch.Precision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A piece of work that both sides do.
 *
 * @param name on the command line
 * @param summary what is done
 * @param kind how it is measured
 * @param tolerance largest relative difference of both sides' results
 */
record Workload(String name, String summary, Kind kind, double tolerance) {
    /** How a workload is measured. */
    enum Kind {
        /** Steps for so many seconds. */
        TRAINING,
        /** A network over a count of pictures. */
        INFERENCE,
        /** Features against features. */
        PAIRS,
        /** Files to pixels. */
        FILES,
        /** Pixels of a file to batches. */
        BATCHES,
        /** From the command to the first step. */
        START
    }

    /** All of them, in the order in which they are run and shown. */
    static final List<Workload> CATALOGUE = List.of(
            new Workload("vae", "VAE step", Kind.TRAINING, 1e-3),
            new Workload("gan", "GAN step, relativistic, R1 and R2 every 4th", Kind.TRAINING, 1e-3),
            new Workload("vaegan", "VAE-GAN step, second part", Kind.TRAINING, 1e-3),
            new Workload("flow", "flow matching step, U-Net", Kind.TRAINING, 1e-3),
            new Workload("sampling-gan", "pictures from a GAN", Kind.INFERENCE, 1e-4),
            new Workload("sampling-vae", "pictures from a VAE", Kind.INFERENCE, 1e-4),
            new Workload("features", "features and Fréchet distance", Kind.INFERENCE, 1e-3),
            new Workload("pairs", "precision, recall, density, coverage", Kind.PAIRS, 1e-3),
            new Workload("decode", "JPEG photographs to a packed file", Kind.FILES, 1e-2),
            new Workload("first-epoch", "a packed file that is not in memory, to batches", Kind.BATCHES, 1e-6),
            new Workload("start", "from the command to the first step of a VAE", Kind.START, 0));

    /** The ways to run the PyTorch side that are tried, on so many cores and in Atelier's precision. */
    List<Setting> settings(int threads, Precision precision) {
        Set<Integer> counts = new LinkedHashSet<>(List.of(1, threads));
        List<Setting> all = new ArrayList<>();
        switch (kind) {
            case TRAINING -> {
                String type = precision == Precision.BF16 ? "bf16" : "float32";
                for (int count : counts) {
                    all.add(training(Column.EAGER, "channels-last, fused Adam", count, type, "channels-last"));
                    all.add(training(Column.EAGER, "fused Adam", count, type, "contiguous"));
                    all.add(training(Column.COMPILED, "channels-last, fused Adam", count, type, "channels-last"));
                }
                all.add(setting(Column.PLAIN, "", threads));
            }
            case INFERENCE -> {
                for (int count : counts) {
                    all.add(inference(Column.EAGER, count, 50, "channels-last"));
                    all.add(inference(Column.EAGER, count, 250, "channels-last"));
                }
                all.add(inference(Column.EAGER, threads, 250, "contiguous"));
                all.add(inference(Column.COMPILED, threads, 250, "channels-last"));
                all.add(setting(Column.PLAIN, "batch 100", threads, "--batch", "100"));
            }
            case PAIRS -> counts.forEach(count -> all.add(setting(Column.EAGER, "NumPy and scikit-learn", count)));
            case FILES -> {
                all.add(setting(Column.EAGER, "Pillow and NumPy", threads));
                all.add(setting(Column.DRAFT, "Pillow with draft", threads, "--draft"));
            }
            case BATCHES -> {
                for (int workers : List.of(0, threads)) {
                    all.add(setting(
                            Column.EAGER,
                            loader("whole batches", workers),
                            threads,
                            "--workers",
                            String.valueOf(workers)));
                }
                all.add(setting(
                        Column.PLAIN,
                        loader("picture by picture", threads),
                        threads,
                        "--workers",
                        String.valueOf(threads),
                        "--single"));
            }
            case START ->
                all.add(training(Column.EAGER, "channels-last, fused Adam", threads, "float32", "channels-last"));
        }
        return List.copyOf(all);
    }

    private static String loader(String name, int workers) {
        return name + ", " + (workers == 0 ? "no" : String.valueOf(workers)) + (workers == 1 ? " worker" : " workers");
    }

    private static Setting training(Column column, String name, int threads, String type, String layout) {
        List<String> options = new ArrayList<>(List.of("--adam", "fused", "--precision", type, "--layout", layout));
        return compiled(column, name + ", " + type, threads, options);
    }

    private static Setting inference(Column column, int threads, int batch, String layout) {
        List<String> options = new ArrayList<>(List.of("--batch", String.valueOf(batch), "--layout", layout));
        return compiled(
                column, (layout.equals("contiguous") ? "" : layout + ", ") + "batch " + batch, threads, options);
    }

    private static Setting compiled(Column column, String name, int threads, List<String> options) {
        if (column == Column.COMPILED) {
            options.add("--compile");
        }
        return setting(column, name, threads, options.toArray(String[]::new));
    }

    private static Setting setting(Column column, String name, int threads, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--threads", String.valueOf(threads)));
        String count = threads + (threads == 1 ? " thread" : " threads");
        return new Setting(column, name.isEmpty() ? count : name + ", " + count, List.copyOf(all));
    }
}
