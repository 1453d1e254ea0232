package atelier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import atelier.model.ModelType;
import atelier.model.Models;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecipesTest {
    private static final Path FOLDER = Path.of("src/main/resources/atelier/recipes");

    private static Recipe recipe(String name, String model, int size, int channels, long pictures, long seconds)
            throws IOException {
        String text =
                """
                recipe:
                  model: %s
                  data: nowhere
                  size: %d
                  channels: %d
                  pictures: %d
                  budgetSeconds: %d
                  images: 40000
                  metric: frechet-distance
                  features: atelier-32
                  score: 7.5
                  low: 7.1
                  high: 7.9
                  floor: 0.4
                  count: 5000
                  machine: 'two cores'
                  paper: 'A paper'
                %s:
                  width: 24
                  training:
                    learningRate: 0.0005
                """
                        .formatted(model, size, channels, pictures, seconds, model);
        return Recipe.read(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Recipes.Wish wish(int size, int channels, long pictures, long seconds) {
        return new Recipes.Wish(size, channels, pictures, Duration.ofSeconds(seconds), null);
    }

    @Test
    void everyRecipeOfTheCatalogueIsWholeAndItsSettingsAreTheModels() throws IOException {
        for (Recipe recipe : Recipes.all()) {
            ModelType<?> model = Models.named(recipe.model());
            new SettingsResolver(recipe.settings()).requireKnown(List.of(model));
            assertThat(recipe.number("score")).isBetween(recipe.number("low"), recipe.number("high"));
            assertThat(recipe.number("images")).isPositive();
            String text = Files.readString(FOLDER.resolve(recipe.name() + ".yaml"));
            assertThat(text.lines().limit(5))
                    .extracting(line -> line.split(":", 2)[0])
                    .containsExactly("# Paper", "# Hardware", "# Time", "# Expected", "# Command");
            assertThat(text).contains("./atelier train " + recipe.model(), "--recipe " + recipe.name());
        }
    }

    @Test
    void everyFileIsInTheCatalogue() throws IOException {
        if (Files.isDirectory(FOLDER)) {
            try (Stream<Path> files = Files.list(FOLDER)) {
                assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                        .containsExactlyInAnyOrderElementsOf(
                                Recipes.all().stream().map(Recipe::name).toList());
            }
        }
    }

    @Test
    void settingsAndFactsAreKeptApart() throws IOException {
        Recipe recipe = recipe("one", "gan", 28, 1, 54_000, 360);
        assertThat(recipe.settings())
                .extracting(SettingOverride::key)
                .containsExactly("gan.width", "gan.training.learningRate");
        assertThat(recipe.settings().get(0).origin()).isEqualTo("one.yaml:19");
        assertThat(recipe.number("score")).isEqualTo(7.5);
    }

    @Test
    void aRecipeThatLacksAFactIsRefused() {
        assertThatThrownBy(() -> Recipe.read(
                        "one", new ByteArrayInputStream("recipe:\n  model: gan\n".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContainingAll("one", "model", "expected");
    }

    @Test
    void aRecipesSettingsLieBeneathThoseOfThePersonAndOverTheDefaults() throws IOException {
        Recipe recipe = recipe("one", "gan", 28, 1, 54_000, 360);
        Protocol protocol = Protocol.of("shapes", Duration.ofSeconds(60))
                .with(List.of(new SettingOverride("model.width", "40", "--set")))
                .over(recipe.settings());
        SettingsResolver resolver = new SettingsResolver(protocol.overrides());
        assertThat(protocol.overrides())
                .extracting(SettingOverride::key)
                .containsExactly("gan.training.learningRate", "model.width");
        assertThat(resolver.value("gan.training.learningRate")).isEqualTo("0.0005");
    }

    @Test
    void theNearestIsPickedAndTheReasonIsSaid() throws IOException {
        List<Recipe> recipes = List.of(
                recipe("small", "gan", 28, 1, 54_000, 360),
                recipe("large", "gan", 64, 3, 2_000, 360),
                recipe("other", "vae", 32, 3, 54_000, 360));
        ModelType<?> gan = Models.named("gan");
        Recipes.Choice choice = Recipes.nearest(recipes, gan, wish(64, 3, 5_000, 360));
        assertThat(choice.recipe()).isEqualTo(recipes.get(1));
        assertThat(choice.reason()).contains("gan: large", "64x64 colour, 2,000 pictures", "5,000 pictures, 360 s");
        Recipes.Choice grey = Recipes.nearest(recipes, gan, wish(32, 1, 60_000, 600));
        assertThat(grey.recipe()).isEqualTo(recipes.get(0));
    }

    @Test
    void whereNoneIsNearTheDefaultsAreUsed() throws IOException {
        List<Recipe> recipes = List.of(recipe("small", "gan", 28, 1, 54_000, 360));
        Recipes.Choice far = Recipes.nearest(recipes, Models.named("gan"), wish(128, 3, 300, 360));
        assertThat(far.recipe()).isNull();
        assertThat(far.reason()).contains("no recipe is near", "small", "defaults");
        Recipes.Choice none = Recipes.nearest(recipes, Models.named("flow"), wish(28, 1, 54_000, 360));
        assertThat(none.recipe()).isNull();
    }

    @Test
    void distancesAddUp() throws IOException {
        Recipe recipe = recipe("small", "gan", 32, 1, 50_000, 300);
        assertThat(Recipes.distance(recipe, wish(32, 1, 50_000, 300))).isZero();
        assertThat(Recipes.distance(recipe, wish(64, 3, 5_000, 1_200))).isCloseTo(1 + 1 + 1 + 0.5 * 2, within(1e-9));
        Recipes.Wish images = new Recipes.Wish(32, 1, 50_000, null, 80_000L);
        assertThat(Recipes.distance(recipe, images)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> Recipes.named("no-such-recipe"))
                .asInstanceOf(type(AtelierException.class))
                .satisfies(problem -> assertThat(problem.exit()).isEqualTo(Exit.USAGE))
                .satisfies(problem -> assertThat(problem).hasMessageContaining("list recipes"));
    }
}
