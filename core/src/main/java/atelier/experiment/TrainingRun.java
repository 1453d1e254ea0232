package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ProgressListener;
import atelier.model.ModelType;
import atelier.provenance.AtelierException;
import atelier.provenance.Disk;
import atelier.provenance.Exit;
import atelier.provenance.Host;
import atelier.provenance.ShellWord;
import atelier.training.Checkpoints;
import atelier.training.Checkpoints.Loaded;
import atelier.training.RunLog;
import atelier.training.Setback;
import atelier.training.StepReport;
import atelier.training.Trainer;
import atelier.training.TrainingListener;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run from its first image to its model folder: settings are resolved and recorded, training is
 * logged, checkpointed and drawn, the sampler is fitted. A run that was stopped goes on where it was.
 */
public final class TrainingRun {
    private static final int KEPT = 2;

    private final RunFolder folder;
    private final ImageDataset data;
    private final ObjectNode document;
    private final ProgressListener progress;
    private final BooleanSupplier stop;
    private DiskPatience patience;
    private RunPlan<?> plan;
    private Disk disk = Disk.SYSTEM;
    private @Nullable CurveMetrics curves;

    private TrainingRun(
            RunFolder folder,
            RunPlan<?> plan,
            ImageDataset data,
            ObjectNode document,
            ProgressListener progress,
            BooleanSupplier stop) {
        this.folder = folder;
        this.plan = plan;
        this.data = data;
        this.document = document;
        this.progress = progress;
        this.stop = stop;
        patience = new DiskPatience(progress, stop, disk, folder.path());
    }

    /** Plans a new run and records its settings; the folder must not hold a run yet. */
    public static TrainingRun create(
            Path out,
            ModelType<?> type,
            ImageDataset data,
            long seed,
            Protocol protocol,
            ProgressListener progress,
            BooleanSupplier stop) {
        RunFolder folder = new RunFolder(out);
        if (Files.exists(folder.runFile())) {
            throw new AtelierException(
                    Exit.USAGE,
                    out + " already holds a run. Choose another --out, or go on with it: ./atelier resume "
                            + ShellWord.of(out));
        }
        new SettingsResolver(protocol.overrides()).requireKnown(List.of(type));
        String step = protocol.images() == null ? ": calibrating" : ": planning";
        progress.progress(type.name() + step, 0, -1);
        Planner.Resolved<?> resolved = new Planner(protocol).resolve(type, data, seed);
        ObjectNode document = RunDocument.of(resolved.plan(), protocol, data.provenance());
        Budget.Calibration calibration = resolved.calibration();
        long images = resolved.plan().training().totalImages();
        if (images < data.train().count()) {
            progress.note(Budget.aboutOnePass(type.name(), images, data.train().count(), calibration));
        }
        if (calibration != null) {
            SecondLook.prepare(document, calibration);
        }
        RunFolder.write(folder.runFile(), document);
        return new TrainingRun(folder, resolved.plan(), data, document, progress, stop);
    }

    /**
     * A stored run, to be continued.
     *
     * @param further another budget to train for after the run's own end, or null
     * @throws AtelierException with {@link Exit#USAGE} where the data are not what the run was trained on
     */
    public static TrainingRun reopen(
            RunFolder folder,
            ImageDataset data,
            @Nullable Duration further,
            ProgressListener progress,
            BooleanSupplier stop) {
        ObjectNode document = folder.read();
        String recorded = document.path("data").path("contentHash").asText();
        if (!recorded.equals(data.provenance().contentHash())) {
            throw new AtelierException(
                    Exit.USAGE,
                    "the run in " + folder.path() + " was trained on data with hash " + recorded + ", "
                            + data.provenance().path() + " now has "
                            + data.provenance().contentHash()
                            + ". A run goes on only with the same pictures; restore them or train anew.");
        }
        RunPlan<?> plan = RunDocument.plan(document, folder);
        if (further != null) {
            plan = Segments.append(document, plan, further);
        }
        // What is refused leaves the run as it was.
        HeapSpace.require(plan);
        BatchMemory.requireAgain(plan, data.train());
        if (further != null) {
            RunFolder.write(folder.runFile(), document);
        }
        return new TrainingRun(folder, plan, data, document, progress, stop);
    }

    /** Also measures these on the way; their time is not counted. */
    void measureCurves(CurveMetrics metrics) {
        curves = metrics;
    }

    /**
     * From now on everything of the run is written through this.
     *
     * @param betweenTries how long to wait where it is full
     */
    void writeThrough(Disk other, Duration betweenTries) {
        disk = other;
        patience = new DiskPatience(progress, stop, other, folder.path(), betweenTries);
    }

    /**
     * Trains to the end or until stopped.
     *
     * @return whether the run is finished; otherwise it can be resumed
     */
    public boolean run() {
        if (plan.training().totalImages() <= document.path("imagesSeen").asLong()
                && "finished".equals(document.path("status").asText())) {
            return true;
        }
        Checkpoints checkpoints = new Checkpoints(folder.checkpoints(), KEPT, this::isCheck, disk);
        Clock clock = new Clock(
                document.path("trainingSeconds").asDouble(),
                document.path("cpuSeconds").asDouble(),
                document.path("waitingForDataSeconds").asDouble());
        Host.forgetPeakMemory();
        try (Trainer trainer = new Trainer(plan.training(), data.train(), plan.build(), plan.device())) {
            DiskSpace.require(disk, folder.path(), trainer.store().length());
            Optional<Loaded> loaded = checkpoints.loadNewest(trainer);
            RunLog log = openLog(loaded, trainer, clock);
            RunDocument.putParameters(document, trainer);
            recordDamaged(loaded);
            train(trainer, checkpoints, clock, log);
            patience.until(() -> record(trainer, clock, "running"));
            boolean finished = isAtEnd(trainer);
            if (finished) {
                progress.progress(label() + ": fitting the sampler", 0, -1);
                exportModel(trainer, clock);
            }
            patience.until(() -> record(trainer, clock, finished ? "finished" : "interrupted"));
            return finished;
        } catch (AtelierException problem) {
            throw failed(problem);
        } catch (IOException problem) {
            throw failed(new AtelierException(Exit.DISK, folder.path() + " cannot be written: " + problem, problem));
        } catch (RuntimeException | OutOfMemoryError fault) {
            throw failed(Breakdown.inWords(folder, fault));
        }
    }

    /** Records what ended the run, where the disk still lets it. */
    private AtelierException failed(AtelierException problem) {
        document.put("status", "failed");
        document.put("failure", problem.getMessage());
        saveAtEnd(true, () -> RunFolder.write(disk, folder.runFile(), document));
        return problem;
    }

    private void exportModel(Trainer trainer, Clock clock) {
        long images = trainer.control().images();
        clock.start();
        ModelExport export =
                ModelExport.of(plan, data, trainer.store(), trainer.store().average(), images);
        clock.pause();
        patience.until(() -> export.write(disk, folder.model()));
        document.put("modelImages", images);
    }

    /** Whether an uninterrupted run has a checkpoint after so many images. */
    private boolean isCheck(long images) {
        long every = plan.training().checkpointImages();
        return images / every > (images - plan.training().batchSize()) / every
                || images >= plan.training().totalImages();
    }

    /** The log as it was at the checkpoint that was loaded. */
    private RunLog openLog(Optional<Loaded> loaded, Trainer trainer, Clock clock) throws IOException {
        long images = trainer.control().images();
        RunLog.Mark mark = loaded.map(Loaded::log).orElse(null);
        if (mark == null) {
            RunLog.truncate(disk, folder.logFile(), images > 0 ? images : -1);
        }
        // Of the first plan, so that a resumed run has the lines of one that was not stopped.
        long planned = plan.training().firstTotal() > 0
                ? plan.training().firstTotal()
                : plan.training().totalImages();
        long interval = Math.max(plan.training().batchSize(), planned / 400);
        RunLog log = new RunLog(folder.logFile(), interval, images, clock::seconds, disk);
        if (mark != null) {
            log.goBack(mark);
        }
        return log;
    }

    /** A damaged checkpoint is not passed over in silence, although the one before it serves. */
    private void recordDamaged(Optional<Loaded> loaded) {
        for (String damage : loaded.map(Loaded::damaged).orElse(List.of())) {
            document.withArray("damagedCheckpoints").add(damage);
            progress.progress(damage + "; going on from the one before it", 0, -1);
        }
    }

    private void train(Trainer trainer, Checkpoints checkpoints, Clock clock, RunLog log) {
        long every = plan.training().checkpointImages();
        SampleGrids grids = new SampleGrids(folder.samples(), plan, data, disk);
        Diagnostics diagnostics = new Diagnostics(folder, this::plan, data, progress);
        patience.until(() -> grids.draw(trainer));
        long[] before = {trainer.control().images()};
        clock.start();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Trainer current, StepReport report) {
                clock.waitedForData(report.dataSeconds());
                patience.first(() -> log.stepped(current, report), log::flush);
                progress.progress(label(), report.images(), plan.training().totalImages(), losses(report));
                // At fixed numbers of images: a run that was stopped in between has the same ones afterwards.
                if (report.images() / every > before[0] / every) {
                    clock.pause();
                    pauseAt(current, checkpoints, clock, grids, log, diagnostics);
                    clock.start();
                }
                before[0] = report.images();
            }

            @Override
            public void rolledBack(Trainer current, Setback why) {
                patience.first(() -> log.rolledBack(current, why), log::flush);
                patience.first(() -> diagnostics.look(current, log), log::flush);
                before[0] = current.control().images();
            }
        };
        boolean failed = true;
        try {
            Optional<SecondLook> look = SecondLook.of(document);
            long at = look.isPresent() ? look.get().at(plan.training()) : -1;
            if (trainer.control().images() <= at) {
                trainer.run(at, listener, stop);
                if (trainer.control().images() >= at) {
                    look(look.get(), trainer, clock);
                }
            }
            trainer.run(plan.training().totalImages(), listener, stop);
            failed = false;
        } finally {
            clock.pause();
            // Also after divergence: the state is the last good one.
            if (trainer.control().images() > 0) {
                // Where a run was stopped is no check: an uninterrupted run has none there.
                Diagnostics last = isAtEnd(trainer) ? diagnostics : null;
                saveAtEnd(failed, () -> pauseAt(trainer, checkpoints, clock, grids, log, last));
            }
        }
    }

    private boolean isAtEnd(Trainer trainer) {
        return trainer.control().images() >= plan.training().totalImages();
    }

    /** Draws the length of the run anew, and records it before anything is trained by it. */
    private void look(SecondLook look, Trainer trainer, Clock clock) {
        long seen = trainer.control().images();
        double elapsed = clock.seconds();
        long before = plan.training().totalImages();
        long after = look.total(plan.training(), seen, elapsed);
        SecondLook.record(document, seen, elapsed, before, after);
        if (after != before) {
            trainer.replan(after);
            plan = plan.replanned(seen, after);
            document.withObject("/settings").set("training", RunDocument.settings(plan));
        }
        patience.until(() -> record(trainer, clock, "running"));
    }

    /** Where a run has failed, that is what is reported, whether or not its last state could be saved. */
    private static void saveAtEnd(boolean failed, Runnable save) {
        try {
            save.run();
        } catch (AtelierException unsaved) {
            if (!failed) {
                throw unsaved;
            }
        }
    }

    /** The checkpoint comes last: what it says of the log and the metrics in it is then on the disk. */
    private void pauseAt(
            Trainer trainer,
            Checkpoints checkpoints,
            Clock clock,
            SampleGrids grids,
            RunLog log,
            @Nullable Diagnostics diagnostics) {
        patience.until(() -> grids.draw(trainer));
        // Where a run was stopped, an uninterrupted one has neither.
        if (curves != null && isCheck(trainer.control().images())) {
            CurveMetrics metrics = curves;
            patience.first(() -> metrics.measure(trainer, plan, log), log::flush);
            // A run that is compared is also asked what half of it would have been worth.
            HalfBudget.at(folder, plan, data, trainer)
                    .ifPresent(export -> patience.until(() -> HalfBudget.keep(folder, export, disk)));
        }
        if (diagnostics != null) {
            patience.first(() -> diagnostics.measure(trainer, grids, log), log::flush);
            patience.first(() -> diagnostics.look(trainer, log), log::flush);
            diagnostics
                    .takeCollapse()
                    .ifPresent(finding -> patience.until(() -> keepFromBefore(finding, trainer, checkpoints)));
        }
        patience.until(() -> checkpoints.save(trainer, log.mark()));
        patience.until(() -> record(trainer, clock, "running"));
    }

    private void keepFromBefore(String finding, Trainer trainer, Checkpoints checkpoints) {
        BeforeCollapse.keep(folder, document, plan, data, trainer, checkpoints, finding, disk)
                .ifPresent(kept -> {
                    document.set(BeforeCollapse.FIELD, kept);
                    progress.note(
                            label() + ": the weights of " + kept.path("images").asLong()
                                    + " images, from before that, are kept: ./atelier sample "
                                    + ShellWord.of(BeforeCollapse.folder(folder).path()) + " --out FILE.png");
                });
    }

    private void record(Trainer trainer, Clock clock, String status) {
        RunDocument.putState(document, trainer, clock, status);
        RunFolder.write(disk, folder.runFile(), document);
    }

    private String label() {
        return plan.type().name() + " seed " + plan.training().seed();
    }

    private static String losses(StepReport report) {
        StringBuilder text = new StringBuilder();
        report.losses().forEach((name, value) -> {
            if (List.of("critic", "generator", "reconstruction", "kl", "mse", "velocity", "bits")
                    .contains(name)) {
                text.append(String.format(Locale.ROOT, "%s%s %.3g", text.isEmpty() ? "" : ", ", name, value));
            }
        });
        return text.toString();
    }

    /** Where the run lies. */
    public RunFolder folder() {
        return folder;
    }

    /** Its resolved settings. */
    public RunPlan<?> plan() {
        return plan;
    }
}
