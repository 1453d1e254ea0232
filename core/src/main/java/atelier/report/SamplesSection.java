package atelier.report;

/** Unselected samples of every model at the same seeds, beside real pictures. */
final class SamplesSection implements Section {
    static final String SAMPLES = "samples";

    @Override
    public String anchor() {
        return "samples";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.real() != null || !comparison.models().isEmpty();
    }

    @Override
    public void write(Page page) {
        page.lead(page.say("samples.lead"));
        page.html().open("div", "class", "pictures");
        Picture real = page.comparison().real();
        if (real != null) {
            page.figure(real, null, page.say("samples.real"));
        }
        for (ModelResult model : page.comparison().models()) {
            sample(page, model);
        }
        page.html().close();
    }

    private static void sample(Page page, ModelResult model) {
        Run run = model.shown();
        Picture picture = run == null ? null : run.picture(SAMPLES);
        if (run == null || picture == null) {
            Html html = page.html();
            html.open("figure").open("div", "class", "absent");
            html.text(page.say(model.failed() ? "samples.failed" : "samples.absent"))
                    .close();
            html.open("figcaption");
            page.modelName(model);
            html.close().close();
            return;
        }
        String sampler = run.sampler();
        String caption = sampler == null
                ? page.say("samples.caption", run.seed())
                : page.say("samples.captionSampler", samplerHeading(page, sampler), run.seed());
        page.figure(picture, model, caption);
    }

    static String samplerHeading(Page page, String sampler) {
        return Words.capitalised(samplerName(page, sampler));
    }

    private static String samplerName(Page page, String sampler) {
        return page.words().find("sampler." + sampler).orElse(sampler);
    }
}
