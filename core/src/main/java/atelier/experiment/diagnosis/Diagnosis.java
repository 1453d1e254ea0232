package atelier.experiment.diagnosis;

import java.util.Optional;

/**
 * One kind of trouble. It sees the course of a run and nothing else, so that a run that was stopped and resumed is told
 * the same. A new kind is one file, one line in {@link Diagnoses}, and what to say in {@code words_en.properties} and
 * {@code words_zh.properties}: {@code finding.NAME.title}, {@code .what} and {@code .advice}.
 */
public interface Diagnosis {
    /** The name in log.jsonl and of the words. */
    String name();

    /** Whether weights from before the trouble are likely better than those that follow, so that they are to be kept. */
    default boolean collapses() {
        return false;
    }

    /** The numbers that show the trouble, or nothing where there is none or it cannot be told yet. */
    Optional<Evidence> look(Course course);
}
