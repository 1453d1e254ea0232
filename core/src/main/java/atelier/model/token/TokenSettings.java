package atelier.model.token;

import atelier.model.ImageShape;
import atelier.model.part.TokenPrior;
import atelier.model.part.TokenRanks;
import java.util.List;

/** The settings that generators of codes have in common. */
interface TokenSettings {
    /** Images from which on larger pictures get a finer map of codes, and the codebook more entries. */
    long MANY_IMAGES = 40_000;

    /** More than any codebook holds: all codes may be drawn. */
    int ALL = 65_536;

    /** Those that say how codes are drawn, which may be changed after training. */
    List<String> SAMPLING = List.of("temperature", "topK", "topP");

    /** Channels of the autoencoder's smallest stage. */
    int width();

    /** Residual blocks per stage. */
    int depth();

    /** K, entries of the codebook. */
    int codes();

    /** Length of an entry. */
    int codeSize();

    /** The picture is halved until its side is at most this: the side of the map of codes. */
    int mapSide();

    /** Part of the run that trains the autoencoder. */
    double firstPart();

    /** Weight of the distance that holds the encoder near the codebook. */
    double commitment();

    /** Channels of the transformer. */
    int priorWidth();

    /** Blocks of the transformer. */
    int priorLayers();

    /** Divides the transformer's logits when codes are drawn. */
    double temperature();

    /** Codes are drawn from so many likeliest ones. */
    int topK();

    /** Codes are drawn from the likeliest ones that together have this probability. */
    double topP();

    /** How codes are drawn. */
    default TokenRanks.Sampling sampling() {
        return new TokenRanks.Sampling(temperature(), topK(), topP());
    }

    /** Refuses values that no model can be made of. */
    static void check(double firstPart, int priorWidth, double temperature, int topK, double topP) {
        if (firstPart <= 0 || firstPart >= 1) {
            throw new IllegalArgumentException("firstPart is " + firstPart + ", expected more than 0 and less than 1");
        }
        if (priorWidth % TokenPrior.HEAD_SIZE != 0) {
            throw new IllegalArgumentException(
                    "priorWidth is " + priorWidth + ", expected a multiple of " + TokenPrior.HEAD_SIZE);
        }
        TokenRanks.Sampling unused = new TokenRanks.Sampling(temperature, topK, topP);
    }

    /** Entries of the codebook for a run of this length. */
    static int codes(long totalImages) {
        return totalImages < MANY_IMAGES ? 256 : 512;
    }

    /** Channels of the transformer for a run of this length. */
    static int priorWidth(long totalImages) {
        return totalImages < 20_000 ? 96 : totalImages < 1_000_000 ? 128 : 256;
    }

    /** Blocks of the transformer for a run of this length. */
    static int priorLayers(long totalImages) {
        return totalImages < 20_000 ? 3 : totalImages < 1_000_000 ? 4 : 6;
    }

    /**
     * 8 for small pictures and for short runs, so that a picture is at most 64 codes; otherwise 16, at
     * most 256 codes.
     */
    static int mapSide(ImageShape shape, long totalImages) {
        return shape.size() <= 32 || totalImages < MANY_IMAGES ? 8 : 16;
    }
}
