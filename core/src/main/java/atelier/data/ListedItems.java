package atelier.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Picture files that are known by name and read when they are needed, in any order: those of a folder or a zip. */
final class ListedItems implements ImageSource.Items {
    private final List<String> names = new ArrayList<>();
    private final List<EncodedItem.Content> contents = new ArrayList<>();
    private final List<DataScan.Problem> problems = new ArrayList<>();
    private final Closeable closing;
    private int others;
    private final LabelFiles labelFiles = new LabelFiles();
    private PictureClasses classes = PictureClasses.none();

    /**
     * @param closing closed with the items
     */
    ListedItems(Closeable closing) {
        this.closing = closing;
    }

    /** Files a file by its first bytes: a picture, something that pretends to be one, or something else. */
    void add(String name, byte[] head, EncodedItem.Content content) {
        if (LabelFiles.isOne(name)) {
            labelFiles.add(name, content);
            return;
        }
        String complaint = PictureFormat.complaint(name, head);
        if (PictureFormat.of(head).readable()) {
            names.add(name);
            contents.add(content);
        } else if (complaint != null) {
            addProblem(name, complaint);
        } else {
            others++;
        }
    }

    void addProblem(String name, String reason) {
        problems.add(new DataScan.Problem(name, reason));
    }

    /** To be called when all files are added. */
    ListedItems labelled() {
        classes = PictureClasses.of(names, problems, labelFiles);
        return this;
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public List<String> labelNames() {
        return classes.labelNames();
    }

    @Override
    public int otherFiles() {
        return others + labelFiles.otherFiles();
    }

    @Override
    public List<DataScan.Problem> problems() {
        return problems;
    }

    @Override
    public List<String> notes() {
        return classes.notes();
    }

    @Override
    public void forEach(ImageSource.Visitor visitor) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            visitor.visit(new EncodedItem(names.get(i), classes.label(i), classes.split(i), contents.get(i)));
        }
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
