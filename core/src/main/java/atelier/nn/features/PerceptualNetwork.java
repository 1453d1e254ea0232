package atelier.nn.features;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The networks that {@link PerceptualDistance} can stand on; distances on different ones are never compared. */
public enum PerceptualNetwork {
    /** Small and quick; with the Apache-2.0 weights of {@link SqueezeNet}, not those of the original programme. */
    SQUEEZE("SqueezeNet", List.of(), 64, 128, 256, 384, 384, 512, 512) {
        @Override
        PerceptualTrunk trunk(NamedWeights weights) {
            return new SqueezeNet(weights, SIZE);
        }

        @Override
        NamedWeights trunkWeights(FeatureNetworks.Options options) {
            return SqueezeNet.published(options);
        }

        @Override
        boolean present(Path root) {
            return Files.isDirectory(root.resolve(SqueezeNet.FOLDER)) && heads().present(root);
        }

        @Override
        String places() {
            return "DIR/" + SqueezeNet.FOLDER + "/weights/*.npy";
        }

        @Override
        String trunkNote() {
            return "an Apache-2.0 SqueezeNet 1.1, so not equal to the original's numbers";
        }
    },
    /** What perceptual losses usually stand on. */
    VGG("VGG16", List.of("vgg16-397923af.pth"), 64, 128, 256, 512, 512) {
        @Override
        PerceptualTrunk trunk(NamedWeights weights) {
            return new Vgg16(weights);
        }
    },
    /** What the authors of LPIPS advise for measuring. */
    ALEX("AlexNet", List.of("alexnet-owt-7be5be79.pth", "alexnet-owt-4df8aa71.pth"), 64, 192, 384, 256, 256) {
        @Override
        PerceptualTrunk trunk(NamedWeights weights) {
            return new AlexNet(weights);
        }
    };

    /** SqueezeNet as a trunk takes pictures at their own size; this one is only for its other use. */
    private static final int SIZE = 224;

    private final String title;
    private final List<String> published;
    private final int[] channels;

    PerceptualNetwork(String title, List<String> published, int... channels) {
        this.title = title;
        this.published = published;
        this.channels = channels;
    }

    /** As in {@code features.lpips}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is, in one sentence. */
    public String summary() {
        return "LPIPS 0.1 on " + title + ", " + channels.length + " maps.";
    }

    /** Where its weights belong, for people. */
    public String source() {
        return places() + "; and the heads: " + heads().shown("DIR")
                + ", under --weights-root; from github.com/richzhang/PerceptualSimilarity (lpips/weights/v0.1)";
    }

    abstract PerceptualTrunk trunk(NamedWeights weights);

    NamedWeights trunkWeights(FeatureNetworks.Options options) {
        return trunkPlaces().find(options);
    }

    PerceptualDistance open(FeatureNetworks.Options options) {
        return new PerceptualDistance(this, trunkWeights(options), heads().find(options));
    }

    boolean present(Path root) {
        return trunkPlaces().present(root) && heads().present(root);
    }

    String places() {
        return trunkPlaces().shown("DIR");
    }

    String trunkNote() {
        return "torchvision's " + title;
    }

    /** Channels of the maps that are compared. */
    int[] channels() {
        return channels.clone();
    }

    String convention() {
        return "LPIPS 0.1 with its published " + title + " heads on " + trunkNote()
                + "; pictures at their own size, grey replicated to RGB, mean over pictures";
    }

    private WeightPlaces trunkPlaces() {
        return new WeightPlaces(
                "LPIPS on " + title,
                title.toLowerCase(Locale.ROOT),
                published,
                "They are published by torchvision as " + String.join(" or ", published) + ".");
    }

    WeightPlaces heads() {
        return new WeightPlaces(
                "the heads of LPIPS on " + title,
                "lpips-heads/" + label(),
                List.of(),
                "They are published by github.com/richzhang/PerceptualSimilarity in lpips/weights/v0.1/" + label()
                        + ".pth.");
    }
}
