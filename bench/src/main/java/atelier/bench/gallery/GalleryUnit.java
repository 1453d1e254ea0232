package atelier.bench.gallery;

import atelier.model.ModelType;
import atelier.model.Models;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row to be made: a model on a set of pictures.
 *
 * @param set what it is trained on
 * @param model name in the catalogue
 */
record GalleryUnit(PictureSet set, String model) {
    /**
     * Pictures of the gallery.
     *
     * @param name of the set, in file names
     * @param title as a heading
     * @param data DATA on the command line; {@code $ATELIER_DATA} stands for that folder
     * @param options further arguments
     */
    record PictureSet(String name, String title, String data, List<String> options) {}

    /** Every model is trained on this one. */
    static final PictureSet ALL_MODELS =
            new PictureSet("fashion-mnist", "Fashion-MNIST, 28 x 28, grey, with classes", "fashion-mnist", List.of());

    /** The leading model of each family is trained on these. */
    private static final List<PictureSet> LEADING = List.of(
            new PictureSet("shapes", "Shapes, 32 x 32, built in, with classes", "shapes", List.of()),
            new PictureSet(
                    "sign-language-digits",
                    "Sign-language digits, 64 x 64, with classes",
                    "$ATELIER_DATA/sign-language-digits/images",
                    List.of("--size", "64")),
            new PictureSet(
                    "dungeon-tiles",
                    "Dungeon tiles, 32 x 32, with classes",
                    "$ATELIER_DATA/dungeon-tiles/images",
                    List.of("--size", "32")));

    /** The row's name: file names begin with it. */
    String name() {
        return set.name() + "-" + model;
    }

    /** All sets in the order of the page. */
    static List<PictureSet> sets() {
        List<PictureSet> sets = new ArrayList<>(List.of(ALL_MODELS));
        sets.addAll(LEADING);
        return sets;
    }

    /** What the gallery holds; who leads a family is told by the rows that there are. */
    static List<GalleryUnit> all(List<GalleryRow> rows) {
        List<GalleryUnit> units = new ArrayList<>();
        Models.all().forEach(model -> units.add(new GalleryUnit(ALL_MODELS, model.name())));
        for (PictureSet set : LEADING) {
            leading(rows).values().forEach(model -> units.add(new GalleryUnit(set, model)));
        }
        return units;
    }

    /** By family, the model with the smallest Fréchet distance where all are trained; without rows, the first one. */
    static Map<String, String> leading(List<GalleryRow> rows) {
        Map<String, String> leading = new LinkedHashMap<>();
        for (ModelType<?> model : Models.all()) {
            leading.putIfAbsent(model.family(), best(rows, model.family()).orElse(model.name()));
        }
        return leading;
    }

    private static Optional<String> best(List<GalleryRow> rows, String family) {
        return rows.stream()
                .filter(row ->
                        row.set().equals(ALL_MODELS.name()) && row.family().equals(family))
                .filter(row -> Double.isFinite(row.distance()))
                .min(java.util.Comparator.comparingDouble(GalleryRow::distance))
                .map(GalleryRow::model);
    }
}
