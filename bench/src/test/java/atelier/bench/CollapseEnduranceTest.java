package atelier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atelier.bench.Sabotage.Plant;
import atelier.data.ImageDataset;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of bench/endurance/collapse.sh: one generator of one picture, one of two, and one sound run. */
class CollapseEnduranceTest {
    private static final long FEW_IMAGES = 64;

    @TempDir
    private Path folder;

    /** A number below the promised one ends the program with 1. */
    @Test
    void whatIsMissedIsSaid() {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        for (Plant plant : Plant.values()) {
            counts.putObject(plant.name())
                    .put("runs", 20)
                    .put("withinTwoChecks", 19)
                    .put("keptFromBefore", 20)
                    .put("alarms", 1);
        }
        assertThat(CollapseEndurance.missed(counts)).isEmpty();
        counts.withObject("/CONSTANT").put("withinTwoChecks", 18);
        counts.withObject("/TWO_MODES").put("keptFromBefore", 19);
        counts.withObject("/NONE").put("alarms", 2);
        assertThat(CollapseEndurance.missed(counts)).hasSize(3);
        counts.remove("STRONG_DISCRIMINATOR");
        assertThat(CollapseEndurance.missed(counts)).hasSize(4);
    }

    @Test
    void generatorsOfFewPicturesAreToldWithinTwoChecks() throws IOException {
        CollapseEndurance program = new CollapseEndurance(folder, FEW_IMAGES);
        ImageDataset data = program.data();
        program.spoil(data, Plant.CONSTANT, 1);
        program.spoil(data, Plant.TWO_MODES, 1);
        // A run that is there is not trained again.
        program.spoil(data, Plant.CONSTANT, 1);
        program.leaveAlone(data, "sngan", 1);
        ObjectNode counts = program.counts();
        assertThat(counts.path("NONE").path("runs").asInt()).isEqualTo(1);
        assertThat(counts.path("NONE").path("alarms").asInt())
                .as(counts.toPrettyString())
                .isZero();
        for (Plant plant : new Plant[] {Plant.CONSTANT, Plant.TWO_MODES}) {
            assertThat(counts.path(plant.name()).path("runs").asInt()).isEqualTo(1);
            assertThat(counts.path(plant.name()).path("withinTwoChecks").asInt())
                    .as(counts.toPrettyString())
                    .isEqualTo(1);
            assertThat(counts.path(plant.name()).path("keptFromBefore").asInt())
                    .as(counts.toPrettyString())
                    .isEqualTo(1);
        }
    }
}
