package atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListAndCheckTest {
    private static JsonNode json(String... arguments) throws IOException {
        return Terminal.run(arguments).json();
    }

    @ParameterizedTest
    @EnumSource(ListCommand.Catalogue.class)
    void everyCatalogueHasEntriesWithNamesInTextAndJson(ListCommand.Catalogue catalogue) throws IOException {
        JsonNode entries = json("list", catalogue.toString(), "--json").path(catalogue.toString());
        assertThat(entries).isNotEmpty();
        String text = Terminal.run("list", catalogue.toString()).out();
        assertThat(entries).allSatisfy(entry -> assertThat(text)
                .contains(entry.path("name").asText()));
    }

    @Test
    void modelsHaveAFamilyAndASummary() throws IOException {
        assertThat(json("list", "models", "--json").path("models")).allSatisfy(model -> {
            assertThat(model.path("family").asText()).isNotEmpty();
            assertThat(model.path("summary").asText()).isNotEmpty();
        });
    }

    @Test
    void checkFindsThisMachineReady() throws IOException {
        JsonNode check = json("check", "--json");
        assertThat(check.path("ready").asBoolean()).isTrue();
        assertThat(check.path("checks"))
                .extracting(finding -> finding.path("name").asText())
                .contains("Java", "libtorch", "processor", "memory", "cache");
        assertThat(check.path("checks"))
                .allSatisfy(
                        finding -> assertThat(finding.path("state").asText()).isIn("ok", "note"));
    }
}
