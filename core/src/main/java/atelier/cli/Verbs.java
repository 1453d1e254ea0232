package atelier.cli;

import java.util.List;
import java.util.function.Supplier;

/** The verbs, one line each, in the order in which the help shows them. */
final class Verbs {
    /**
     * A verb.
     *
     * @param name what is typed
     * @param summary one line for the help
     * @param command makes the annotated command; only called when the verb is typed, as reading the annotations of all
     *     verbs would take longer than everything else that a short answer needs
     */
    record Entry(String name, String summary, Supplier<Object> command) {}

    static final List<Entry> ALL = List.of(
            new Entry(
                    "compare",
                    "Trains models under one budget, measures them, and says which suits which use.",
                    CompareCommand::new),
            new Entry("train", "Trains one model.", TrainCommand::new),
            new Entry("resume", "Goes on with a run exactly where it was.", ResumeCommand::new),
            new Entry(
                    "tune",
                    "Spends a budget on finding settings: the same number of trials for every model.",
                    TuneCommand::new),
            new Entry("sample", "Makes pictures from seeds or latents.", SampleCommand::new),
            new Entry("walk", "Goes from picture to picture through latent space.", WalkCommand::new),
            new Entry("mix", "Takes coarse layers from one picture and fine ones from another.", MixCommand::new),
            new Entry(
                    "directions",
                    "Shows what steps in latent space change, found with or without labels.",
                    DirectionsCommand::new),
            new Entry("reconstruct", "Shows what a model makes of given pictures.", ReconstructCommand::new),
            new Entry("dataset", "Writes generated pictures as a labelled dataset.", DatasetCommand::new),
            new Entry("data", "Looks at pictures before anything is trained on them.", DataCommand::new),
            new Entry("evaluate", "Measures generated pictures against real ones.", EvaluateCommand::new),
            new Entry("report", "Writes a comparison's report again from its stored results.", ReportCommand::new),
            new Entry("list", "Lists what there is: models, datasets, metrics, features, recipes.", ListCommand::new),
            new Entry("check", "Says what this machine has and what is missing.", CheckCommand::new));

    private Verbs() {}
}
