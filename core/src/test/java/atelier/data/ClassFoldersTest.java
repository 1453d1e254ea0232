package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassFoldersTest {
    @Test
    void aFlatFolderHasNoLabels() {
        ClassFolders classes = ClassFolders.of(List.of("a.png", "b.png"));
        assertThat(classes.labelNames()).isEmpty();
        assertThat(classes.label(0)).isEqualTo(-1);
    }

    @Test
    void theFirstLevelThatBranchesNamesTheClasses() {
        ClassFolders classes =
                ClassFolders.of(List.of("set/images/cat/1.png", "set/images/dog/brown/2.png", "set/images/dog/3.png"));
        assertThat(classes.labelNames()).containsExactly("cat", "dog");
        assertThat(List.of(classes.label(0), classes.label(1), classes.label(2)))
                .containsExactly(0, 1, 1);
    }

    @Test
    void numbersAreSortedAsNumbers() {
        assertThat(ClassFolders.of(List.of("10/a.png", "9/a.png", "1/a.png")).labelNames())
                .containsExactly("1", "9", "10");
    }

    @Test
    void oneFolderAmongPicturesIsNoClass() {
        assertThat(ClassFolders.of(List.of("a.png", "more/b.png")).labelNames()).isEmpty();
    }

    @Test
    void picturesBesideClassFoldersAreAClassOfTheirOwn() {
        ClassFolders classes = ClassFolders.of(List.of("cover.png", "x/a.png", "y/b.png"));
        assertThat(classes.labelNames()).containsExactly(ClassFolders.LOOSE, "x", "y");
        assertThat(classes.label(0)).isZero();
    }

    @Test
    void trainAndTestFoldersAreSplitsAndNotClasses() {
        ClassFolders classes = ClassFolders.of(
                List.of("d/train/cat/1.png", "d/train/dog/2.png", "d/val/dog/3.png", "d/test/cat/4.png"));
        assertThat(classes.labelNames()).containsExactly("cat", "dog");
        assertThat(List.of(classes.split(0), classes.split(2), classes.split(3)))
                .containsExactly(OwnSplit.REST, OwnSplit.REST, OwnSplit.TEST);
    }

    @Test
    void withoutATestFolderTheValidationFolderIsHeldOut() {
        ClassFolders classes = ClassFolders.of(List.of("train/1.png", "val/2.png"));
        assertThat(classes.labelNames()).isEmpty();
        assertThat(classes.split(1)).isEqualTo(OwnSplit.TEST);
    }
}
