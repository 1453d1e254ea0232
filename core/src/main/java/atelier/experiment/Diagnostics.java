package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.experiment.diagnosis.Course;
import atelier.experiment.diagnosis.Diagnoses;
import atelier.experiment.diagnosis.Diagnosis;
import atelier.experiment.diagnosis.Evidence;
import atelier.experiment.diagnosis.Movement;
import atelier.experiment.diagnosis.Signs;
import atelier.model.InferenceModel;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import atelier.report.FindingText;
import atelier.report.Language;
import atelier.torch.Scope;
import atelier.training.RunLog;
import atelier.training.Trainer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks after a run at its checks: measures the signs, and says once what is wrong and what to try. Everything it knows
 * is in the log, so a resumed run is told what an uninterrupted one is.
 */
final class Diagnostics {
    private final RunFolder folder;
    private final Supplier<RunPlan<?>> plan;
    private final Signs signs;
    private final ProgressListener progress;
    private Optional<String> collapse = Optional.empty();

    /**
     * Looks after the run of a folder.
     *
     * @param plan of this moment: how long the run is may change on the way
     */
    Diagnostics(RunFolder folder, Supplier<RunPlan<?>> plan, ImageDataset data, ProgressListener progress) {
        this.folder = folder;
        this.plan = plan;
        this.progress = progress;
        signs = new Signs(
                Samples.some(data.train(), SampleGrids.COUNT), Samples.some(data.validation(), SampleGrids.COUNT));
    }

    /** Measures the signs of this moment, unless the log has them; the pictures are those of the grid that was just drawn. */
    void measure(Trainer trainer, SampleGrids grids, RunLog log) {
        long images = trainer.control().images();
        if (course().signs().stream().anyMatch(entry -> entry.images() == images)) {
            return;
        }
        try (InferenceModel network = InferenceModel.over(
                        trainer.store(),
                        trainer.store().values(),
                        plan.get().build(),
                        plan.get().device());
                Scope scope = Scope.withoutGradient()) {
            Map<String, Double> values = new LinkedHashMap<>(signs.measure(network, grids.drawn(), grids.labels()));
            values.putAll(Movement.of(trainer.store(), trainer.generatorGroups()));
            if (!values.isEmpty()) {
                log.signs(images, values);
            }
        }
    }

    /** Tells what the log shows and has not been told yet. */
    void look(Trainer trainer, RunLog log) {
        Course course = course();
        boolean before = Diagnoses.all().stream()
                .anyMatch(diagnosis -> diagnosis.collapses() && course.found().contains(diagnosis.name()));
        for (Diagnosis diagnosis : Diagnoses.all()) {
            Optional<Evidence> evidence =
                    course.found().contains(diagnosis.name()) ? Optional.empty() : diagnosis.look(course);
            if (evidence.isPresent()) {
                ObjectNode finding = finding(diagnosis, evidence.get());
                progress.note(label() + " after " + trainer.control().images() + " images: "
                        + finding.path("text").asText());
                log.finding(trainer.control().images(), finding);
                if (diagnosis.collapses() && !before && collapse.isEmpty()) {
                    collapse = Optional.of(diagnosis.name());
                }
            }
        }
    }

    /** The first finding that weights from before are to be kept for; once, when it has been told. */
    Optional<String> takeCollapse() {
        Optional<String> first = collapse;
        collapse = Optional.empty();
        return first;
    }

    /** A finding as it is stored. */
    static ObjectNode finding(Diagnosis diagnosis, Evidence evidence) {
        ObjectNode finding = JsonNodeFactory.instance.objectNode();
        finding.put("name", diagnosis.name());
        finding.set("evidence", evidence.values());
        finding.put("text", FindingText.of(finding, Language.EN));
        return finding;
    }

    private Course course() {
        try {
            return Course.read(folder.logFile(), plan.get().training().totalImages());
        } catch (IOException unreadable) {
            throw new AtelierException(
                    Exit.DISK, folder.logFile() + " cannot be read: " + unreadable + ".", unreadable);
        }
    }

    private String label() {
        return plan.get().type().name() + " seed " + plan.get().training().seed();
    }
}
