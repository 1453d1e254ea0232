package atelier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atelier.provenance.AtelierException;
import atelier.provenance.Exit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
    @TempDir
    private Path folder;

    private ImageDataset open(Path data) {
        return Datasets.open(data.toString(), TestPictures.options(folder), ProgressListener.NONE);
    }

    private Path pictures(int count) throws IOException {
        Path data = folder.resolve("animals");
        for (int i = 0; i < count; i++) {
            TestPictures.png(data.resolve("p%04d.png".formatted(i)), TestPictures.photograph(20, 20, i));
        }
        return data;
    }

    private static AtelierException failure(Runnable action) {
        try {
            action.run();
        } catch (AtelierException e) {
            return e;
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void tenPicturesMakeThreeSplitsWithoutOverlap() throws IOException {
        try (ImageDataset dataset = open(pictures(10))) {
            assertThat(dataset.train().count()).isEqualTo(8);
            assertThat(dataset.validation().count()).isEqualTo(1);
            assertThat(dataset.test().count()).isEqualTo(1);
            assertThat(dataset.size()).isEqualTo(20);
            assertThat(dataset.channels()).isEqualTo(3);
            Set<Integer> seen = new HashSet<>();
            for (ImageSet set : List.of(dataset.train(), dataset.validation(), dataset.test())) {
                for (int index : set.indices()) {
                    assertThat(seen.add(index)).isTrue();
                }
            }
        }
    }

    @Test
    void theDivisionDependsOnContentAndNotOnNames() throws IOException {
        Path data = pictures(40);
        List<String> before;
        try (ImageDataset dataset = open(data)) {
            before = hashes(dataset.test());
        }
        for (int i = 0; i < 40; i++) {
            Files.move(data.resolve("p%04d.png".formatted(i)), data.resolve("q%04d.png".formatted(97 * i % 41)));
        }
        try (ImageDataset dataset = open(data)) {
            assertThat(hashes(dataset.test())).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    private static List<String> hashes(ImageSet set) {
        List<String> hashes = new ArrayList<>();
        for (int index : set.indices()) {
            hashes.add(set.images().imageHash(index));
        }
        return hashes;
    }

    @Test
    void equalPicturesAreOnOneSide() throws IOException {
        Path data = pictures(30);
        for (int i = 0; i < 30; i++) {
            Files.copy(data.resolve("p%04d.png".formatted(i)), data.resolve("copy%04d.png".formatted(i)));
        }
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.images().scan().duplicates()).isEqualTo(30);
            assertThat(dataset.images().count()).isEqualTo(60);
            assertThat(dataset.test().count()).isEqualTo(6);
            assertThat(hashes(dataset.train())).doesNotContainAnyElementsOf(hashes(dataset.test()));
            assertThat(hashes(dataset.train())).doesNotContainAnyElementsOf(hashes(dataset.validation()));
        }
    }

    @Test
    void aSourcesOwnTestSplitIsKeptAndItsPicturesLeaveTraining() throws IOException {
        Path data = folder.resolve("animals");
        for (int i = 0; i < 20; i++) {
            TestPictures.png(data.resolve("train/p" + i + ".png"), TestPictures.photograph(16, 16, i));
            TestPictures.png(data.resolve("test/p" + i + ".png"), TestPictures.photograph(16, 16, 15 + i));
        }
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.test().count()).isEqualTo(20);
            assertThat(dataset.provenance().ownTest()).isTrue();
            assertThat(dataset.provenance().droppedFromTraining()).isEqualTo(5);
            assertThat(dataset.train().count() + dataset.validation().count()).isEqualTo(15);
            assertThat(dataset.validation().count()).isPositive();
        }
    }

    @Test
    void whatIsNoPictureIsCountedAndSkipped() throws IOException {
        Path data = pictures(12);
        TestPictures.write(data.resolve("notes.txt"), "hello".getBytes(StandardCharsets.UTF_8));
        TestPictures.write(data.resolve("broken.jpg"), "no jpeg".getBytes(StandardCharsets.UTF_8));
        TestPictures.write(data.resolve("empty.png"), new byte[0]);
        byte[] whole = TestPictures.encode(TestPictures.photograph(20, 20, 99), "png");
        TestPictures.write(data.resolve("cut.png"), java.util.Arrays.copyOf(whole, whole.length / 3));
        TestPictures.write(data.resolve("a-jpeg-by-name.jpg"), whole);
        TestPictures.write(
                data.resolve("without-ending"), TestPictures.encode(TestPictures.photograph(9, 9, 98), "gif"));
        TestPictures.write(data.resolve(".hidden.png"), whole);
        TestPictures.write(data.resolve("__MACOSX/x.png"), whole);
        TestPictures.write(data.resolve(".ipynb_checkpoints/y.png"), whole);
        DataScan scan = Datasets.scan(data.toString(), TestPictures.options(folder), ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(14);
        assertThat(scan.otherFiles()).isEqualTo(1);
        assertThat(scan.undecodable())
                .extracting(DataScan.Problem::file)
                .containsExactlyInAnyOrder("broken.jpg", "empty.png", "cut.png");
        assertThat(scan.undecodable()).allSatisfy(p -> assertThat(p.reason()).isNotBlank());
        assertThatThrownBy(() -> Datasets.open(
                        data.toString(), TestPictures.options(folder).withStrict(true), ProgressListener.NONE))
                .isInstanceOf(AtelierException.class)
                .hasMessageContaining("does not decode");
    }

    @Test
    void linksAreFollowedButNotInCircles() throws IOException {
        Path data = pictures(9);
        Files.createSymbolicLink(data.resolve("loop"), data);
        Files.createSymbolicLink(data.resolve("dangling.png"), data.resolve("nowhere.png"));
        Path elsewhere = folder.resolve("elsewhere");
        TestPictures.png(elsewhere.resolve("z.png"), TestPictures.photograph(20, 20, 77));
        Files.createSymbolicLink(data.resolve("linked"), elsewhere);
        DataScan scan = Datasets.scan(data.toString(), TestPictures.options(folder), ProgressListener.NONE);
        assertThat(scan.images()).isEqualTo(10);
        assertThat(scan.undecodable())
                .extracting(DataScan.Problem::file)
                .containsExactlyInAnyOrder("loop", "dangling.png");
    }

    @Test
    void anEmptyFolderAFolderOfTextsAndOnePictureAreAnsweredClearly() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        AtelierException nothing = failure(() -> open(empty));
        assertThat(nothing.exit()).isEqualTo(Exit.INPUT);
        assertThat(nothing).hasMessageContaining("holds no pictures").hasMessageContaining("Expected");

        Path texts = folder.resolve("texts");
        TestPictures.write(texts.resolve("a.txt"), new byte[] {'a'});
        TestPictures.write(texts.resolve("b.csv"), new byte[] {'b'});
        assertThat(failure(() -> open(texts))).hasMessageContaining("2 files that are no pictures");

        Path single = folder.resolve("single");
        TestPictures.png(single.resolve("only.png"), TestPictures.photograph(20, 20, 1));
        AtelierException one = failure(() -> open(single));
        assertThat(one.exit()).isEqualTo(Exit.INPUT);
        assertThat(one).hasMessageContaining("1 picture that decodes").hasMessageContaining("at least 8");
        assertThat(failure(() -> open(single.resolve("only.png")))).hasMessageContaining("a single picture");
        assertThat(Datasets.scan(single.toString(), TestPictures.options(folder), ProgressListener.NONE)
                        .images())
                .isEqualTo(1);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestOne() {
        AtelierException e =
                failure(() -> Datasets.open("fashionmnist", TestPictures.options(folder), ProgressListener.NONE));
        assertThat(e.exit()).isEqualTo(Exit.INPUT);
        assertThat(e).hasMessageContaining("Did you mean 'fashion-mnist'?");
        assertThat(failure(() -> Datasets.open("mnist", TestPictures.options(folder), ProgressListener.NONE)))
                .hasMessageContaining("does not download it");
    }

    @Test
    void theSecondOpeningReadsTheCacheAndAChangeRebuildsIt() throws IOException {
        Path data = pictures(10);
        open(data).close();
        List<String> phases = new ArrayList<>();
        Datasets.open(data.toString(), TestPictures.options(folder), (phase, done, total) -> phases.add(phase))
                .close();
        assertThat(phases).isEmpty();
        TestPictures.png(data.resolve("new.png"), TestPictures.photograph(20, 20, 500));
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.images().count()).isEqualTo(11);
        }
        try (var files = Files.list(folder.resolve("cache/packed"))) {
            assertThat(files.map(Path::toString)).hasSize(2).allMatch(name -> name.endsWith(".pack"));
        }
    }

    @Test
    void askingForTheSizeThatTheDataHasReadsTheSameCache() throws IOException {
        Path data = pictures(10);
        open(data).close();
        DataOptions options = TestPictures.options(folder).withSize(20);
        List<String> phases = new ArrayList<>();
        try (ImageDataset dataset =
                Datasets.open(data.toString(), options, (phase, done, total) -> phases.add(phase))) {
            assertThat(dataset.size()).isEqualTo(20);
        }
        assertThat(phases).isEmpty();
        try (ImageDataset other = Datasets.open(data.toString(), options.withSize(16), ProgressListener.NONE)) {
            assertThat(other.size()).isEqualTo(16);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.2, 0.5, 0.7, 0.9, 0.999})
    void aDamagedCacheFileIsNoticedAndMadeAgain(double where) throws IOException {
        Path data = pictures(10);
        String content;
        Path packed;
        try (ImageDataset dataset = open(data)) {
            content = dataset.images().contentHash();
            packed = dataset.images().file();
        }
        try (RandomAccessFile file = new RandomAccessFile(packed.toFile(), "rw")) {
            // Between preamble and pixels nothing is stored, and nothing is read.
            long from = where < 0.001 ? 0 : PackedFormat.PIXELS_OFFSET;
            long at = from + (long) (where * (file.length() - from));
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 0x10);
        }
        assertThatThrownBy(() -> PackedImages.open(packed)).isInstanceOf(AtelierException.class);
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.images().contentHash()).isEqualTo(content);
        }
        try (RandomAccessFile file = new RandomAccessFile(packed.toFile(), "rw")) {
            file.setLength((long) (where * file.length()));
        }
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.images().contentHash()).isEqualTo(content);
        }
    }

    @Test
    void aPackedFileIsADataSetOfItsOwn() throws IOException {
        Path data = pictures(25);
        Path target = folder.resolve("out/mine.pack");
        DataScan scan = Datasets.pack(
                data.toString(), TestPictures.options(folder).withSize(16), target, ProgressListener.NONE);
        assertThat(scan.packedSize()).isEqualTo(16);
        try (ImageDataset dataset = open(target)) {
            assertThat(dataset.images().count()).isEqualTo(25);
            assertThat(dataset.size()).isEqualTo(16);
            assertThat(dataset.name()).isEqualTo("animals");
        }
        assertThat(failure(() -> Datasets.open(
                        target.toString(), TestPictures.options(folder).withSize(32), ProgressListener.NONE)))
                .hasMessageContaining("Pack its source again");
    }

    @Test
    void greyPicturesStayGreyUntilAColouredOneJoins() throws IOException {
        Path data = folder.resolve("animals");
        for (int i = 0; i < 12; i++) {
            TestPictures.png(data.resolve("g" + i + ".png"), TestPictures.plain(16, 16, 0x010101 * (10 + 20 * i)));
        }
        List<String> hashes;
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.channels()).isEqualTo(1);
            // By name the order is g0, g1, g10, g11, g2, ...
            byte[] pixels = new byte[256];
            dataset.images().copyImage(3, pixels, 0);
            assertThat(pixels[17] & 0xFF).isEqualTo(230);
            hashes = hashes(dataset.all());
        }
        TestPictures.png(data.resolve("zz.png"), TestPictures.plain(16, 16, 0xFF8000));
        try (ImageDataset dataset = open(data)) {
            assertThat(dataset.channels()).isEqualTo(3);
            byte[] pixels = new byte[768];
            dataset.images().copyImage(3, pixels, 0);
            assertThat(pixels).containsOnly((byte) 230);
            assertThat(hashes(dataset.all())).startsWith(hashes.toArray(String[]::new));
        }
    }

    @Test
    void partsAreChosenByNameAndReferencesKnowTheirSplit() throws IOException {
        Path data = pictures(20);
        DataOptions options = TestPictures.options(folder);
        try (ImageDataset dataset = open(data)) {
            assertThat(Datasets.select(dataset, "train").count()).isEqualTo(16);
            assertThat(Datasets.select(dataset, "all").count()).isEqualTo(20);
            assertThat(failure(() -> Datasets.select(dataset, "exam")).exit()).isEqualTo(Exit.USAGE);
        }
        assertThat(Datasets.openReference(data.toString(), options, ProgressListener.NONE)
                        .count())
                .isEqualTo(20);
        assertThat(Datasets.openReference(data + ":validation", options, ProgressListener.NONE)
                        .count())
                .isEqualTo(2);
        assertThat(Datasets.preview(data.toString(), options, 12, ProgressListener.NONE)
                        .getWidth())
                .isGreaterThan(60);
    }

    @Test
    void picturesThatAModelHasSeenAreNoReferenceForIt() throws IOException {
        Path data = pictures(20);
        Path moved = Files.createDirectory(folder.resolve("moved"));
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, moved.resolve(file.getFileName()));
            }
        }
        DataOptions options = TestPictures.options(folder);
        try (ImageDataset dataset = open(data);
                Reference own = Reference.open(
                        moved.toString(), dataset.provenance().contentHash(), options, ProgressListener.NONE);
                Reference others = Reference.open(data.toString(), "of others", options, ProgressListener.NONE);
                Reference chosen = Reference.open(data + ":test", null, options, ProgressListener.NONE)) {
            assertThat(hashes(own.heldOut())).isEqualTo(hashes(dataset.test()));
            assertThat(own.training()).isNotNull().satisfies(training -> assertThat(hashes(training))
                    .isEqualTo(hashes(dataset.train())));
            assertThat(others.heldOut().count()).isEqualTo(20);
            assertThat(others.training()).isNull();
            assertThat(hashes(chosen.heldOut())).isEqualTo(hashes(dataset.test()));
            assertThat(chosen.training()).isNotNull();
        }
    }

    @Test
    void theCatalogueSaysWhereEverySetComesFrom() {
        assertThat(Datasets.catalogue())
                .extracting(DatasetInfo::name)
                .doesNotHaveDuplicates()
                .contains("shapes");
        assertThat(Datasets.catalogue()).allSatisfy(entry -> {
            assertThat(entry.summary()).endsWith(".");
            assertThat(entry.licence()).isNotBlank();
            assertThat(entry.source()).isNotBlank();
            if (entry.obtained() == DatasetInfo.Obtained.DOWNLOADED) {
                assertThat(entry.sha256().keySet()).containsExactlyInAnyOrderElementsOf(entry.files());
                assertThat(entry.sha256().values()).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
            }
        });
    }
}
