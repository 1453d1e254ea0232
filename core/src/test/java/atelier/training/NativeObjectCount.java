package atelier.training;

import atelier.data.ImageSet;
import atelier.data.TinyPictures;
import atelier.model.ModelCase;
import atelier.torch.Scope;
import atelier.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/**
 * A program that prints, per model, how many native objects nineteen steps left behind, and for comparison how many
 * one lost tensor is. Objects are only counted in a process that was started for it, see {@link #OPTION}.
 */
final class NativeObjectCount {
    /** Makes the bindings count their objects, which Atelier turns off. */
    static final String OPTION = "-Dorg.bytedeco.javacpp.nopointergc=false";

    private NativeObjectCount() {}

    /** Prints the counts; the argument is a folder for pictures. */
    public static void main(String[] arguments) throws IOException {
        Torch.load();
        long before = Pointer.totalCount();
        Tensor lost;
        try (Scope scope = Scope.withoutGradient()) {
            lost = Scope.keep(Torch.fromFloats(new float[4], 4));
        }
        System.out.println("lost tensor=" + (Pointer.totalCount() - before));
        Scope.free(lost);
        ImageSet images = TinyPictures.set(Path.of(arguments[0]), 16, 3, 16, 3);
        for (ModelCase model : ModelCase.conditional().toList()) {
            try (Trainer trainer = TinyTraining.trainer(model, images, 20L * TinyTraining.BATCH, 2)) {
                TinyTraining.steps(trainer, 1);
                long start = Pointer.totalCount();
                TinyTraining.steps(trainer, 19);
                System.out.println(model.type().name() + "=" + (Pointer.totalCount() - start));
            }
        }
    }
}
