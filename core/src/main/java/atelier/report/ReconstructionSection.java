package atelier.report;

/** Held-out pictures, what the model makes of them, and the error. */
final class ReconstructionSection extends PicturePerModelSection {
    ReconstructionSection() {
        super("reconstructions");
    }

    @Override
    public String anchor() {
        return "reconstructions";
    }

    @Override
    String lead(Page page) {
        return page.say("reconstructions.lead");
    }

    @Override
    String caption(Page page) {
        return page.say("reconstructions.caption");
    }
}
