package atelier.evaluation;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The metrics there are: one line per metric. */
public final class Metrics {
    private static final List<Metric> CATALOGUE = List.of(
            new FrechetDistance(),
            new FrechetInfinity(),
            new KernelDistance(),
            new RbfDistance(),
            new Precision(),
            new Recall(),
            new Density(),
            new Coverage(),
            new Realism(),
            new Vendi(),
            new Repetition(),
            new SlicedWasserstein(),
            new PatchWasserstein(),
            new MsSsimPairs(),
            new LpipsPairs(),
            new CopyingStatistic(),
            new Authenticity(),
            new NearestRatio(),
            new Copied(),
            new Canaries(),
            new InceptionScore(),
            new ClassificationAccuracy(),
            new AugmentedAccuracy(),
            new LabelAgreement(),
            new FactorCoverage(),
            new ModeCount(),
            new ModeDivergence(),
            new AugmentationLeak(),
            new MutualInformationGap(),
            new FactorReading(FactorReading.Part.DISENTANGLEMENT),
            new FactorReading(FactorReading.Part.COMPLETENESS),
            new FactorReading(FactorReading.Part.INFORMATIVENESS),
            new Psnr(),
            new Ssim(),
            new MultiScaleSsim(),
            new Lpips(null),
            new EvidenceLowerBound(),
            new ImportanceWeightedLikelihood(),
            new BitsPerDimension());

    private Metrics() {}

    /** All metrics, in the order in which they are shown. */
    public static List<Metric> catalogue() {
        return CATALOGUE;
    }

    /** Those that compare feature sets. */
    public static List<FeatureMetric> ofFeatures() {
        return CATALOGUE.stream()
                .filter(FeatureMetric.class::isInstance)
                .map(FeatureMetric.class::cast)
                .toList();
    }

    /** Those that compare a picture with what it should be. */
    public static List<PictureMetric> ofPictures() {
        return CATALOGUE.stream()
                .filter(PictureMetric.class::isInstance)
                .map(PictureMetric.class::cast)
                .toList();
    }

    /** Those of the generated pictures themselves, pair by pair or patch by patch. */
    public static List<SampleMetric> ofSamples() {
        return CATALOGUE.stream()
                .filter(SampleMetric.class::isInstance)
                .map(SampleMetric.class::cast)
                .toList();
    }

    /** Those of how probable a model finds real pictures. */
    public static List<LikelihoodMetric> ofLikelihood() {
        return CATALOGUE.stream()
                .filter(LikelihoodMetric.class::isInstance)
                .map(LikelihoodMetric.class::cast)
                .toList();
    }

    /** Those of which known modes generated pictures show. */
    public static List<ModeMetric> ofModes() {
        return CATALOGUE.stream()
                .filter(ModeMetric.class::isInstance)
                .map(ModeMetric.class::cast)
                .toList();
    }

    /** A metric by name; costs and speeds are none. */
    static Optional<Metric> find(String name) {
        return CATALOGUE.stream().filter(metric -> metric.name().equals(name)).findFirst();
    }

    /** A metric by name; an unknown name is an {@link Exit#USAGE} error that lists the known ones. */
    public static Metric named(String name) {
        return find(name)
                .orElseThrow(() -> new AtelierException(
                        Exit.USAGE,
                        "'" + name + "' is not a metric. Known: "
                                + CATALOGUE.stream().map(Metric::name).collect(Collectors.joining(", ")) + "."));
    }
}
