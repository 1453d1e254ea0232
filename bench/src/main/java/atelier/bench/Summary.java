package atelier.bench;

import atelier.bench.Setting.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A workload's rounds in a few numbers.
 *
 * @param columns what each way reached; only those that were measured
 * @param limitShare operations of Atelier's steps as part of what convolutions alone reach, or null
 * @param agreement whether both sides computed the same, or null where there was no other side
 * @param otherLoad median part of all cores that other processes used, or null where the system does not say
 * @param fromDisk the least part of its file that the disk was asked for in any round, or null
 */
record Summary(
        Workload workload,
        Map<Column, Cell> columns,
        @Nullable Double limitShare,
        @Nullable Agreement agreement,
        @Nullable Double otherLoad,
        @Nullable Double fromDisk) {
    /**
     * What one way reached, medians over rounds.
     *
     * @param rate pictures per second
     * @param ratio of Atelier's rate to this one, round by round
     * @param peakBytes largest of all rounds
     * @param cpuPerThousand processor seconds for a thousand pictures
     */
    record Cell(
            String setting,
            double rate,
            Spread ratio,
            long peakBytes,
            double cpuPerThousand,
            @Nullable String failure) {}

    /** Median and extremes. */
    record Spread(double median, double low, double high) {
        static Spread of(List<Double> values) {
            double[] sorted = sorted(values);
            return sorted.length == 0
                    ? new Spread(Double.NaN, Double.NaN, Double.NaN)
                    : new Spread(Summary.median(values), sorted[0], sorted[sorted.length - 1]);
        }
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The middle value, or the mean of the two in the middle; NaN of nothing. */
    static double median(List<Double> values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * Summarises the rounds of a workload.
     *
     * @param operationsPerImage of a training step, or 0 where there is no such limit
     */
    static Summary of(Workload workload, Results results, double operationsPerImage) {
        List<Measurement> rounds = results.measurements().stream()
                .filter(m -> m.workload().equals(workload.name()) && m.round() > 0)
                .toList();
        Map<Integer, Measurement> own = byRound(rounds, Column.ATELIER);
        Map<Column, Cell> cells = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            Map<Integer, Measurement> theirs = byRound(rounds, column);
            if (!theirs.isEmpty() && column != Column.LIMIT) {
                cells.put(column, cell(own, theirs));
            }
        }
        List<Double> shares = new ArrayList<>();
        byRound(rounds, Column.LIMIT).forEach((round, limit) -> {
            Measurement step = own.get(round);
            if (step != null && operationsPerImage > 0 && limit.rate() > 0) {
                shares.add(step.rate() * operationsPerImage / limit.rate());
            }
        });
        List<Double> loads = rounds.stream()
                .map(Measurement::otherLoad)
                .filter(Objects::nonNull)
                .toList();
        return new Summary(
                workload,
                cells,
                shares.isEmpty() ? null : median(shares),
                results.agreement(workload.name()).orElse(null),
                loads.isEmpty() ? null : median(loads),
                rounds.stream()
                        .map(Measurement::fromDisk)
                        .filter(Objects::nonNull)
                        .min(Double::compare)
                        .orElse(null));
    }

    private static Map<Integer, Measurement> byRound(List<Measurement> rounds, Column column) {
        Map<Integer, Measurement> byRound = new LinkedHashMap<>();
        rounds.stream().filter(m -> m.column() == column).forEach(m -> byRound.put(m.round(), m));
        return byRound;
    }

    private static Cell cell(Map<Integer, Measurement> own, Map<Integer, Measurement> theirs) {
        List<Measurement> good =
                theirs.values().stream().filter(Measurement::succeeded).toList();
        Measurement first = theirs.values().iterator().next();
        List<Double> ratios = new ArrayList<>();
        good.forEach(m -> {
            Measurement mine = own.get(m.round());
            if (mine != null && mine.succeeded()) {
                ratios.add(mine.rate() / m.rate());
            }
        });
        return new Cell(
                first.setting(),
                median(good.stream().map(Measurement::rate).toList()),
                Spread.of(ratios),
                good.stream().mapToLong(Measurement::peakBytes).max().orElse(0),
                median(good.stream()
                        .map(m -> 1000 * m.cpuSeconds() / m.images())
                        .toList()),
                good.isEmpty() ? first.failure() : null);
    }

    /** What this machine's own work took of it is not noise; more than this by others is. */
    static final double QUIET = 0.05;

    /** Whether others left the machine alone. */
    boolean quiet() {
        return otherLoad != null && otherLoad <= QUIET;
    }
}
