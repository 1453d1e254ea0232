package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public data sets, where they lie beside the checkout. */
class RealDataTest {
    @TempDir
    private Path folder;

    private Path shared(String inside) {
        Path data = TestPictures.shared("data/" + inside);
        assumeTrue(data != null, inside + " does not lie beside this checkout");
        return data;
    }

    @Test
    void photographsInClassFoldersAreRead() {
        Path data = shared("sign-language-digits/images");
        try (ImageDataset dataset =
                Datasets.open(data.toString(), TestPictures.options(folder).withSize(64), ProgressListener.NONE)) {
            assertThat(dataset.name()).isEqualTo("sign-language-digits");
            assertThat(dataset.images().count()).isEqualTo(2059);
            assertThat(dataset.size()).isEqualTo(64);
            assertThat(dataset.channels()).isEqualTo(3);
            assertThat(dataset.labelNames()).hasSize(10).startsWith("0", "1");
            assertThat(dataset.test().count()).isBetween(180, 230);
            assertThat(dataset.images().scan().undecodableCount()).isZero();
        }
    }

    @Test
    void spritesInNestedFoldersAreRead() {
        Path data = shared("dungeon-tiles");
        try (ImageDataset dataset =
                Datasets.open(data.toString(), TestPictures.options(folder).withSize(32), ProgressListener.NONE)) {
            assertThat(dataset.images().count()).isEqualTo(3800);
            assertThat(dataset.size()).isEqualTo(32);
            assertThat(dataset.labelNames()).containsExactly("dngn", "effect", "item", "misc", "mon", "player");
            assertThat(dataset.images().scan().transparent()).isGreaterThan(1000);
            assertThat(dataset.images().scan().otherFiles()).isEqualTo(2);
        }
    }

    @Test
    void garmentsAreReadFromTheDataRoot() {
        Path data = shared("fashion-mnist");
        DataOptions options = TestPictures.options(folder).withDataRoot(data.getParent());
        try (ImageDataset dataset = Datasets.open("fashion-mnist", options, ProgressListener.NONE)) {
            assertThat(dataset.images().count()).isEqualTo(70_000);
            assertThat(dataset.size()).isEqualTo(28);
            assertThat(dataset.channels()).isEqualTo(1);
            assertThat(dataset.test().count()).isEqualTo(10_000);
            assertThat(dataset.train().count()
                            + dataset.validation().count()
                            + dataset.provenance().droppedFromTraining())
                    .isEqualTo(60_000);
            assertThat(dataset.labelNames()).hasSize(10).contains("ankle boot");
        }
        ImageSet reference = Datasets.openReference("fashion-mnist", options, ProgressListener.NONE);
        assertThat(reference.count()).isEqualTo(10_000);
    }
}
