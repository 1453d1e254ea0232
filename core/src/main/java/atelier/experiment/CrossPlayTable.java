package atelier.experiment;

import atelier.data.ImageDataset;
import atelier.data.ImageSet;
import atelier.data.ProgressListener;
import atelier.evaluation.CrossPlay;
import atelier.model.ImageGenerator;
import atelier.torch.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Brings the models of a comparison and the real pictures together for {@link CrossPlay}. */
final class CrossPlayTable {
    /** Pictures that nothing else was measured on. */
    private static final long TEACHING_SEED = 30_000;

    private static final long FRESH_SEED = 30_001;

    private CrossPlayTable() {}

    /**
     * Lets every discriminator judge every model.
     *
     * @param folders one finished run per model
     * @return null where there are too few pictures
     */
    static CrossPlay.@Nullable Result of(
            List<RunFolder> folders, ImageDataset data, Device device, int threads, ProgressListener progress) {
        ImageSet real = Samples.some(data.train(), 2 * CrossPlay.MOST);
        int half = real.count() / 2;
        CrossPlay.Shown training = shown(real.first(half));
        CrossPlay.Shown others =
                shown(real.choose(IntStream.range(half, 2 * half).toArray()));
        CrossPlay.Shown heldOut = shown(Samples.some(data.test(), CrossPlay.MOST));
        List<Runnable> closing = new ArrayList<>();
        try {
            List<CrossPlay.Contestant> contestants = new ArrayList<>();
            for (RunFolder folder : folders) {
                TrainedModel model = TrainedModel.load(folder, device);
                closing.add(model::close);
                boolean trainedWithOne = model.generator().network().model().hasDiscriminator();
                OwnDiscriminator own = trainedWithOne ? OwnDiscriminator.find(folder, device) : null;
                if (own != null) {
                    closing.add(own::close);
                }
                contestants.add(new CrossPlay.Contestant(
                        model.name(),
                        shown(model.generator(), TEACHING_SEED, half),
                        shown(model.generator(), FRESH_SEED, half),
                        own));
            }
            return new CrossPlay(heldOut, training, others, threads).play(contestants, progress);
        } finally {
            closing.forEach(Runnable::run);
        }
    }

    private static CrossPlay.Shown shown(ImageSet set) {
        int[] labels = IntStream.range(0, set.count()).map(set::label).toArray();
        return new CrossPlay.Shown(Samples.of(set), labels);
    }

    private static CrossPlay.Shown shown(ImageGenerator generator, long seed, int count) {
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> generator.label(seed, i));
        return new CrossPlay.Shown(Samples.of(generator, seed, count), labels);
    }
}
