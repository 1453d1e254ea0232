package atelier.report;

import java.util.List;

/** Held-out pictures, what the model makes of them, and how probable it finds them. */
final class ReconstructionSection extends PicturePerModelSection {
    ReconstructionSection() {
        super("reconstructions");
    }

    @Override
    public String anchor() {
        return "reconstructions";
    }

    @Override
    public boolean applies(Comparison comparison) {
        return super.applies(comparison)
                || GroupTable.applies(comparison, MetricGuide.Group.RECONSTRUCTION)
                || GroupTable.applies(comparison, MetricGuide.Group.LIKELIHOOD);
    }

    @Override
    public void write(Page page) {
        super.write(page);
        GroupTable.write(page, List.of(MetricGuide.Group.RECONSTRUCTION, MetricGuide.Group.LIKELIHOOD));
        if (GroupTable.applies(page.comparison(), MetricGuide.Group.LIKELIHOOD)) {
            page.note(page.say("reconstructions.likelihood"));
        }
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
