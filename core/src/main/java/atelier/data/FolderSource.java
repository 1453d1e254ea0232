package atelier.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Picture files in a folder and its folders. Hidden ones are left out; links are followed, but nothing twice. */
final class FolderSource implements ImageSource {
    private final Path root;

    FolderSource(Path root) {
        this.root = root;
    }

    @Override
    public String kind() {
        return "image folder";
    }

    private record Found(String name, Path path, long bytes, long modified) {}

    /** Everything in the folder, by name. */
    private List<Found> walk(List<DataScan.Problem> problems) throws IOException {
        List<Found> found = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 64, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                Object key = attributes.fileKey();
                boolean again = key != null && !seen.add(key);
                return again || isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isSymbolicLink() && !isHidden(file)) {
                    problems.add(new DataScan.Problem(name(file), "it is a link to a file that does not exist"));
                }
                if (!isHidden(file) && attributes.isRegularFile()) {
                    found.add(new Found(
                            name(file),
                            file,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                if (!isHidden(file)) {
                    String reason = e instanceof FileSystemLoopException
                            ? "it is a link that leads back to a folder above it"
                            : Failures.reason(e);
                    problems.add(new DataScan.Problem(name(file), reason));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(Found::name));
        return found;
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private boolean isHidden(Path file) {
        return !file.equals(root) && PictureFormat.isHidden(String.valueOf(file.getFileName()));
    }

    @Override
    public String fingerprint() throws IOException {
        StringBuilder text = new StringBuilder("folder with labels ")
                .append(root.toRealPath())
                .append('\n');
        for (Found file : walk(new ArrayList<>())) {
            text.append(file.name)
                    .append(' ')
                    .append(file.bytes)
                    .append(' ')
                    .append(file.modified)
                    .append('\n');
        }
        return PackedFormat.sha256Hex(text.toString());
    }

    @Override
    public Items open(ProgressListener progress) throws IOException {
        List<DataScan.Problem> problems = new ArrayList<>();
        List<Found> files = walk(problems);
        ListedItems items = new ListedItems(() -> {});
        problems.forEach(problem -> items.addProblem(problem.file(), problem.reason()));
        for (int i = 0; i < files.size(); i++) {
            Found file = files.get(i);
            progress.progress("listing", i, files.size());
            try {
                items.add(file.name, head(file.path), () -> content(file));
            } catch (IOException e) {
                items.addProblem(file.name, Failures.reason(e));
            }
        }
        return items.labelled();
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(PictureFormat.HEAD_BYTES);
        }
    }

    private static byte[] content(Found file) throws IOException {
        if (file.bytes > EncodedItem.MAXIMUM_BYTES) {
            throw new IOException("the file has %d MB; at most %d are read"
                    .formatted(file.bytes >> 20, EncodedItem.MAXIMUM_BYTES >> 20));
        }
        return Files.readAllBytes(file.path);
    }
}
