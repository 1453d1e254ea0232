package atelier.training;

/** Told about a run's course, on the training thread between steps. */
public interface TrainingListener {
    /** After every step. */
    default void stepped(Trainer trainer, StepReport report) {}

    /** Before the state goes back because a step went wrong: as it is, nothing of that phase has moved. */
    default void wentWrong(Trainer trainer, Setback why) {}

    /** After the state went back because a step went wrong. */
    default void rolledBack(Trainer trainer, Setback why) {}
}
