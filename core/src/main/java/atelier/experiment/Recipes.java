package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.model.ModelType;
import atelier.provenance.AtelierException;
import atelier.provenance.CloseNames;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of recipes: a new one is one file below {@code atelier/recipes} and one line here. Only what was run is a
 * recipe.
 */
public final class Recipes {
    private static final List<String> NAMES = List.of(
            "fashion-mnist-vae-20k",
            "fashion-mnist-vae-6m",
            "fashion-mnist-gan-6m",
            "fashion-mnist-vaegan-6m",
            "sign-language-digits-vae-6m",
            "sign-language-digits-gan-6m",
            "sign-language-digits-vaegan-6m",
            "dungeon-tiles-vae-6m",
            "dungeon-tiles-gan-6m",
            "dungeon-tiles-vaegan-6m");

    /** Beyond this distance, settings say little about another run. */
    private static final double NEAR = 2.5;

    private Recipes() {}

    /**
     * What a recipe is chosen for.
     *
     * @param size side of the pictures
     * @param channels 1 or 3
     * @param pictures to train on
     * @param budget of a run, or null where {@code images} says how long it is
     * @param images of a run, or null where the budget decides
     */
    public record Wish(int size, int channels, long pictures, @Nullable Duration budget, @Nullable Long images) {
        /** What a protocol asks of these data. */
        public static Wish of(Protocol protocol, ImageDataset data) {
            return new Wish(data.size(), data.channels(), data.train().count(), protocol.budget(), protocol.images());
        }

        /** In words. */
        public String words() {
            Duration time = budget;
            String length = time != null ? time.toSeconds() + " s" : String.format(Locale.ROOT, "%,d images", images);
            return String.format(
                    Locale.ROOT,
                    "%dx%d %s, %,d pictures, %s",
                    size,
                    size,
                    channels == 1 ? "grey" : "colour",
                    pictures,
                    length);
        }
    }

    /**
     * A choice and its reason.
     *
     * @param recipe null where none is near
     * @param reason one sentence
     */
    public record Choice(@Nullable Recipe recipe, String reason) {}

    /** All recipes in the order in which they are listed. */
    public static List<Recipe> all() {
        return NAMES.stream().map(Recipes::read).toList();
    }

    /**
     * The recipe of that name.
     *
     * @throws AtelierException with the near names where there is none
     */
    public static Recipe named(String name) {
        if (!NAMES.contains(name)) {
            throw new AtelierException(
                    Exit.USAGE,
                    "there is no recipe '" + name + "'." + CloseNames.question(name, NAMES)
                            + " './atelier list recipes' shows all; 'auto' picks one.");
        }
        return read(name);
    }

    /** The recipe for a model that is nearest to what is wanted. */
    public static Choice nearest(List<Recipe> recipes, ModelType<?> model, Wish wish) {
        Optional<Recipe> nearest = recipes.stream()
                .filter(recipe -> recipe.model().equals(model.name()))
                .min(Comparator.comparingDouble(recipe -> distance(recipe, wish)));
        if (nearest.isEmpty()) {
            return new Choice(null, model.name() + ": there is no recipe for it; its defaults are used");
        }
        Recipe recipe = nearest.get();
        String facts = String.format(
                Locale.ROOT,
                "%s (%s: %s)",
                recipe.name(),
                recipe.text("data"),
                of(recipe, wish.budget() != null).words());
        if (distance(recipe, wish) > NEAR) {
            return new Choice(
                    null,
                    model.name() + ": no recipe is near " + wish.words() + ", the nearest is " + facts
                            + "; its defaults are used");
        }
        return new Choice(recipe, model.name() + ": " + facts + " is nearest to " + wish.words());
    }

    private static Wish of(Recipe recipe, boolean timed) {
        return new Wish(
                (int) recipe.number("size"),
                (int) recipe.number("channels"),
                (long) recipe.number("pictures"),
                timed ? Duration.ofSeconds((long) recipe.number("budgetSeconds")) : null,
                timed ? null : (Long) (long) recipe.number("images"));
    }

    /**
     * One for each doubling of the side, another number of channels, and each factor of ten in the number of pictures,
     * half for each doubling of the length.
     */
    static double distance(Recipe recipe, Wish wish) {
        Wish own = of(recipe, wish.budget() != null);
        Duration wanted = wish.budget();
        Duration had = own.budget();
        Long wantedImages = wish.images();
        Long hadImages = own.images();
        double length = wanted != null && had != null
                ? ratio(wanted.toMillis(), had.toMillis(), 2)
                : wantedImages != null && hadImages != null ? ratio(wantedImages, hadImages, 2) : 0;
        return ratio(wish.size(), own.size(), 2)
                + (wish.channels() == own.channels() ? 0 : 1)
                + ratio(wish.pictures(), own.pictures(), 10)
                + 0.5 * length;
    }

    private static double ratio(double first, double second, double base) {
        return Math.abs(Math.log(first / second)) / Math.log(base);
    }

    private static Recipe read(String name) {
        String resource = "/atelier/recipes/" + name + ".yaml";
        try (InputStream stream = Recipes.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource " + resource + " is missing from the build");
            }
            return Recipe.read(name, stream);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
