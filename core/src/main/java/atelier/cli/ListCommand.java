package atelier.cli;

import atelier.provenance.Exit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code atelier list WHAT}: the catalogues. */
@Command(name = "list")
final class ListCommand extends Verb {
    /** The catalogues, each by the word that is typed. */
    enum Catalogue {
        MODELS,
        DATASETS,
        METRICS,
        FEATURES,
        RECIPES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "WHAT", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Catalogue catalogue;

    @Override
    Exit run() {
        List<CatalogueEntry> entries =
                switch (catalogue) {
                    case MODELS -> CatalogueEntry.models();
                    case DATASETS -> CatalogueEntry.datasets();
                    case METRICS -> CatalogueEntry.metrics();
                    case FEATURES -> CatalogueEntry.features();
                    case RECIPES -> CatalogueEntry.recipes();
                };
        List<CatalogueEntry> perceptual = catalogue == Catalogue.FEATURES ? CatalogueEntry.perceptual() : List.of();
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put(catalogue.toString(), fields(entries));
            if (!perceptual.isEmpty()) {
                document.put("perceptual", fields(perceptual));
            }
            printJson(document);
        } else {
            TextTable table = new TextTable();
            entries.forEach(entry -> table.row(entry.cells()));
            perceptual.forEach(entry -> table.row(entry.cells()));
            table.print(out());
        }
        return Exit.DONE;
    }

    private static List<Map<String, Object>> fields(List<CatalogueEntry> entries) {
        return entries.stream().map(CatalogueEntry::fields).toList();
    }
}
