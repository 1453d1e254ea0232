package atelier.model.gan;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.model.GenerativeModel;
import atelier.model.ImageShape;
import atelier.model.Phase;
import atelier.model.Progress;
import atelier.torch.Parameters;
import org.junit.jupiter.api.Test;

class GanDefaultsTest {
    @Test
    void theCriticOfAWassersteinGanMovesInEveryStepAndTheGeneratorInOneOfThree() {
        WganGp.Settings settings = new WganGp.Settings(8, 1, 8, 10, 3, 0, 0);
        GenerativeModel model = WganGp.TYPE.build(settings, new ImageShape(16, 1, 0), new Parameters());
        for (int step = 0; step < 7; step++) {
            assertThat(model.phases(new Progress(step, 0, 100)))
                    .extracting(Phase::name)
                    .isEqualTo(
                            step % 3 == 0
                                    ? java.util.List.of("discriminator", "generator")
                                    : java.util.List.of("discriminator"));
        }
    }
}
