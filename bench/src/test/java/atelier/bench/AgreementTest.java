package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final Workload VAE = Workload.CATALOGUE.get(0);

    private static JsonNode json(String text) throws JsonProcessingException {
        return Exchange.JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void theLargestRelativeDifferenceOfAllSeriesCounts() throws JsonProcessingException {
        Agreement agreement = Agreement.of(
                VAE,
                json("{'losses': {'kl': [1.0, 2.0], 'reconstruction': [-10, -20], 'mse': [1, 1]}}"),
                json("{'losses': {'kl': [1.0, 1.99], 'reconstruction': [-10, -20.02]}}"));

        assertThat(agreement.difference()).isCloseTo(0.005, within(1e-9));
        assertThat(agreement.compared()).containsExactly("kl", "reconstruction");
        assertThat(agreement.steps()).isEqualTo(2);
        assertThat(agreement.holds()).isEqualTo(0.005 <= VAE.tolerance());
    }

    @Test
    void aValueNearZeroIsMeasuredAgainstItsSeries() {
        assertThat(Agreement.difference(new double[] {100, 0}, new double[] {100, 0.01}))
                .isCloseTo(0.001, within(1e-9));
        assertThat(Agreement.difference(new double[] {0, 0}, new double[] {0, 0}))
                .isZero();
    }

    @Test
    void aLossThatOnlyFallsIsMeasuredAgainstItself() {
        assertThat(Agreement.difference(new double[] {100, 1}, new double[] {100, 1.01}))
                .isCloseTo(0.01 / 1.01, within(1e-9));
    }

    @Test
    void whatIsNoNumberNeverAgrees() {
        assertThat(Agreement.difference(new double[] {1}, new double[] {Double.NaN}))
                .isInfinite();
    }

    @Test
    void aSeriesThatIsMissingIsAnError() throws JsonProcessingException {
        JsonNode own = json("{'values': {'precision': 0.5}}");
        JsonNode other = json("{'values': {'precision': 0.5, 'recall': 0.5}}");

        assertThatThrownBy(() -> Agreement.of(VAE, own, other)).hasMessageContaining("recall has 0 values");
        assertThat(Agreement.of(VAE, other, own).compared()).isEqualTo(List.of("precision"));
    }
}
