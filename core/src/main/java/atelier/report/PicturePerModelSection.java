package atelier.report;

/** A section that shows one stored picture of each model that has it. */
abstract class PicturePerModelSection implements Section {
    private final String picture;

    PicturePerModelSection(String picture) {
        this.picture = picture;
    }

    abstract String lead(Page page);

    abstract String caption(Page page);

    @Override
    public boolean applies(Comparison comparison) {
        return comparison.models().stream().anyMatch(model -> {
            Run run = model.shown();
            return run != null && run.picture(picture) != null;
        });
    }

    @Override
    public void write(Page page) {
        page.lead(lead(page));
        page.html().open("div", "class", "pictures");
        for (ModelResult model : page.comparison().models()) {
            Run run = model.shown();
            Picture found = run == null ? null : run.picture(picture);
            if (found != null) {
                page.figure(found, model, caption(page));
            }
        }
        page.html().close();
    }
}
