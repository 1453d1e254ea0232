package atelier.cli;

import atelier.data.ImageDataset;
import atelier.experiment.Protocol;
import atelier.experiment.Recipe;
import atelier.experiment.Recipes;
import atelier.model.ModelType;
import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** {@code --recipe}: settings that were run, beneath those of the command. */
final class RecipeOption {
    private static final String AUTO = "auto";

    @Option(
            names = "--recipe",
            split = ",",
            paramLabel = "NAME|auto",
            description =
                    "Settings that were run, one recipe per model; see 'atelier list recipes'. 'auto' picks by size,"
                            + " channels, number of pictures and budget. --config and --set win.")
    private List<String> names = List.of();

    /**
     * The protocol with the recipes' settings beneath its own. Where the command names no length, a single run takes the
     * recipe's images, and a comparison, whose runs have one budget, the longest time.
     *
     * @param types the models that will be trained
     * @param lengthGiven whether the command says how long
     * @param told what {@code auto} picked, and why
     */
    Protocol apply(
            Protocol protocol,
            List<ModelType<?>> types,
            ImageDataset dataset,
            boolean lengthGiven,
            Consumer<String> told) {
        boolean auto = names.equals(List.of(AUTO));
        List<Recipe> recipes = auto ? picked(protocol, types, dataset, told) : named(types);
        Protocol result = protocol;
        for (Recipe recipe : recipes) {
            result = result.over(recipe.settings());
        }
        if (lengthGiven || auto || recipes.isEmpty()) {
            return result;
        }
        if (types.size() == 1) {
            return result.lasting(null, (Long) (long) recipes.get(0).number("images"));
        }
        long seconds = recipes.stream()
                .mapToLong(recipe -> (long) recipe.number("budgetSeconds"))
                .max()
                .orElseThrow();
        return result.lasting(Duration.ofSeconds(seconds), null);
    }

    private static List<Recipe> picked(
            Protocol protocol, List<ModelType<?>> types, ImageDataset dataset, Consumer<String> told) {
        List<Recipe> recipes = new ArrayList<>();
        for (ModelType<?> type : types) {
            Recipes.Choice choice = Recipes.nearest(Recipes.all(), type, Recipes.Wish.of(protocol, dataset));
            told.accept("recipe for " + choice.reason());
            if (choice.recipe() != null) {
                recipes.add(choice.recipe());
            }
        }
        return recipes;
    }

    private List<Recipe> named(List<ModelType<?>> types) {
        List<Recipe> recipes = new ArrayList<>();
        for (String name : names) {
            Recipe recipe = Recipes.named(name.strip());
            if (types.stream().noneMatch(type -> type.name().equals(recipe.model()))) {
                throw new AtelierException(
                        Exit.USAGE,
                        "--recipe " + recipe.name() + " is for the model " + recipe.model()
                                + ", which is not trained here.");
            }
            if (recipes.stream().anyMatch(other -> other.model().equals(recipe.model()))) {
                throw new AtelierException(
                        Exit.USAGE, "--recipe names two recipes for the model " + recipe.model() + "; choose one.");
            }
            recipes.add(recipe);
        }
        return recipes;
    }
}
