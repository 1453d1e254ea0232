package atelier.training;

/** Told about a run's course, on the training thread between steps. */
public interface TrainingListener {
    /** After every step. */
    default void stepped(Trainer trainer, StepReport report) {}

    /**
     * Before the state goes back, or a run that diverges ends, because a step went wrong: the state is as it was found. A
     * phase whose loss or gradient was refused has moved nothing; phases before it in the step have moved, and so has one
     * whose weights left the range of floats.
     */
    default void wentWrong(Trainer trainer, Setback why) {}

    /** After the state went back because a step went wrong. */
    default void rolledBack(Trainer trainer, Setback why) {}
}
