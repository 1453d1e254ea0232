package atelier.report;

import java.util.ArrayList;
import java.util.List;

/** Film strips: the same latents through the network as it learns. */
final class OverTimeSection implements Section {
    /** A page of a few megabytes opens at once on a phone; more frames would say little more. */
    private static final int MOST_FRAMES = 6;

    @Override
    public String anchor() {
        return "time";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream().anyMatch(model -> !frames(model).isEmpty());
    }

    private static List<Run.Frame> frames(ModelResult model) {
        Run run = model.shown();
        return run == null ? List.of() : run.frames();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("time.lead"));
        Html html = page.html();
        for (ModelResult model : page.comparison().models()) {
            Run run = model.shown();
            if (run == null || run.frames().isEmpty()) {
                continue;
            }
            html.open("h3");
            page.modelName(model);
            html.close().open("div", "class", "film", "tabindex", "0");
            for (Run.Frame frame : chosen(run.frames())) {
                page.frame(frame.picture(), caption(page, run, frame));
            }
            html.close();
        }
    }

    private static String caption(Page page, Run run, Run.Frame frame) {
        double seconds = run.secondsAt(frame.images());
        String images = NumberText.count(frame.images());
        return Double.isNaN(seconds)
                ? page.say("time.images", images)
                : page.say("time.caption", images, NumberText.duration(seconds, page.words()));
    }

    /** At most {@value #MOST_FRAMES} frames: the first, the last, and steps between that grow. */
    static List<Run.Frame> chosen(List<Run.Frame> frames) {
        if (frames.size() <= MOST_FRAMES) {
            return frames;
        }
        // Learning is fast at first and slow later: even steps of the root look even.
        double first = Math.sqrt(frames.get(0).images());
        double last = Math.sqrt(frames.get(frames.size() - 1).images());
        List<Run.Frame> chosen = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < MOST_FRAMES; i++) {
            int atMost = frames.size() - (MOST_FRAMES - i);
            double wanted = first + (last - first) * i / (MOST_FRAMES - 1);
            while (next < atMost && Math.sqrt(frames.get(next).images()) < wanted - 1e-9) {
                next++;
            }
            chosen.add(frames.get(next));
            next++;
        }
        return chosen;
    }
}
