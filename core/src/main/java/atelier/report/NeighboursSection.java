package atelier.report;

/** Samples beside the training pictures nearest to them: does the model copy? */
final class NeighboursSection extends PicturePerModelSection {
    NeighboursSection() {
        super("neighbours");
    }

    @Override
    public String anchor() {
        return "neighbours";
    }

    @Override
    String lead(Page page) {
        return page.say("neighbours.lead");
    }

    @Override
    String caption(Page page) {
        return page.say("neighbours.caption");
    }
}
