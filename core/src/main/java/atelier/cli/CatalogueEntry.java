package atelier.cli;

import atelier.data.DatasetInfo;
import atelier.data.Datasets;
import atelier.evaluation.Metric;
import atelier.evaluation.Metrics;
import atelier.experiment.Recipe;
import atelier.experiment.Recipes;
import atelier.model.Models;
import atelier.nn.features.FeatureNetworks;
import atelier.nn.features.PerceptualNetwork;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One line of a catalogue.
 *
 * @param fields what JSON shows, in order
 * @param cells what the terminal shows, in order
 */
record CatalogueEntry(Map<String, Object> fields, List<String> cells) {
    static List<CatalogueEntry> models() {
        return Models.all().stream()
                .map(model -> new CatalogueEntry(
                        Verb.fields(
                                "name",
                                model.name(),
                                "family",
                                model.family(),
                                "summary",
                                model.summary(),
                                "paper",
                                model.paper()),
                        List.of(model.name(), model.family(), model.summary(), model.paper())))
                .toList();
    }

    static List<CatalogueEntry> datasets() {
        return Datasets.catalogue().stream().map(CatalogueEntry::of).toList();
    }

    private static CatalogueEntry of(DatasetInfo set) {
        String obtained = set.obtained().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new CatalogueEntry(
                Verb.fields(
                        "name",
                        set.name(),
                        "obtained",
                        obtained,
                        "summary",
                        set.summary(),
                        "licence",
                        set.licence(),
                        "source",
                        set.source(),
                        "files",
                        set.files(),
                        "sha256",
                        new TreeMap<>(set.sha256())),
                List.of(set.name(), obtained, set.summary()));
    }

    static List<CatalogueEntry> metrics() {
        return Metrics.catalogue().stream().map(CatalogueEntry::of).toList();
    }

    private static CatalogueEntry of(Metric metric) {
        String direction = metric.direction().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new CatalogueEntry(
                Verb.fields(
                        "name",
                        metric.name(),
                        "direction",
                        direction,
                        "range",
                        metric.range(),
                        "minimumCount",
                        metric.minimumCount(),
                        "convention",
                        metric.convention(),
                        "paper",
                        metric.paper()),
                List.of(metric.name(), direction, metric.range(), metric.paper()));
    }

    static List<CatalogueEntry> features() {
        return FeatureNetworks.catalogue().stream()
                .map(network -> new CatalogueEntry(
                        Verb.fields(
                                "name",
                                network.name(),
                                "aliases",
                                FeatureNetworks.aliases(network.name()),
                                "summary",
                                network.summary(),
                                "source",
                                network.source(),
                                "licence",
                                network.licence()),
                        List.of(
                                Stream.concat(
                                                Stream.of(network.name()),
                                                FeatureNetworks.aliases(network.name()).stream())
                                        .collect(Collectors.joining(", ")),
                                network.licence(),
                                network.summary() + " Weights: " + network.source() + ".")))
                .toList();
    }

    static List<CatalogueEntry> recipes() {
        return Recipes.all().stream().map(CatalogueEntry::of).toList();
    }

    private static CatalogueEntry of(Recipe recipe) {
        Map<String, Object> fields = Verb.fields("name", recipe.name());
        fields.putAll(recipe.facts());
        List.of("size", "channels", "pictures", "budgetSeconds", "images", "score", "low", "high", "floor", "count")
                .forEach(key -> fields.put(key, recipe.number(key)));
        return new CatalogueEntry(
                fields,
                List.of(
                        recipe.name(),
                        recipe.text("data"),
                        DurationText.of(Duration.ofSeconds((long) recipe.number("budgetSeconds"))),
                        String.format(
                                Locale.ROOT,
                                "%s %.3g (%.3g to %.3g, floor %.3g), %s",
                                recipe.text("metric"),
                                recipe.number("score"),
                                recipe.number("low"),
                                recipe.number("high"),
                                recipe.number("floor"),
                                recipe.text("paper"))));
    }

    /** What perceptual distances can stand on. */
    static List<CatalogueEntry> perceptual() {
        return Arrays.stream(PerceptualNetwork.values())
                .map(network -> new CatalogueEntry(
                        Verb.fields("name", network.label(), "summary", network.summary(), "source", network.source()),
                        List.of(
                                "features.lpips=" + network.label(),
                                "",
                                network.summary() + " Weights: " + network.source() + ".")))
                .toList();
    }
}
