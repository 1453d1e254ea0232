package atelier.training;

import java.util.Map;

/**
 * The few numbers besides the weights that a run's future depends on.
 *
 * @param step optimiser steps done
 * @param images images seen
 * @param updates updates per parameter group, for Adam's bias correction
 * @param rateFactor what the learning rate is multiplied with after rollbacks
 * @param rollbacks how often the run went back
 * @param losses what each phase's loss was of late
 * @param spikesFrom images from which on a spike is a reason to go back
 */
public record ControlState(
        long step,
        long images,
        Map<String, Long> updates,
        double rateFactor,
        int rollbacks,
        Map<String, LossTrack> losses,
        long spikesFrom) {
    /** The state before the first step. */
    public static ControlState start() {
        return new ControlState(0, 0, Map.of(), 1, 0, Map.of(), 0);
    }
}
