package atelier.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One process's work against the clock.
 *
 * @param setting how the other side ran; empty for Atelier and the limit
 * @param round 0 for the trial that chooses a setting, then from 1
 * @param images pictures or rows; operations where the limit was measured
 * @param cpuSeconds processor time of the measured part, over all threads
 * @param peakBytes largest resident memory of the whole process (VmHWM)
 * @param otherLoad part of all cores that other processes used meanwhile, 0 to 1; null where the system does not say
 * @param fromDisk part of its file that the disk was asked for, of a workload that begins without it in memory; else null
 * @param failure why there is no number, or null
 */
record Measurement(
        String workload,
        Setting.Column column,
        String setting,
        int round,
        double images,
        double seconds,
        double cpuSeconds,
        long peakBytes,
        @Nullable Double otherLoad,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double fromDisk,
        @Nullable String failure) {
    /** Pictures per second; 0 where it failed. */
    @JsonIgnore
    double rate() {
        return seconds > 0 ? images / seconds : 0;
    }

    @JsonIgnore
    boolean succeeded() {
        return failure == null;
    }
}
