package atelier.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Where pictures come from: a folder, an archive, a binary file, a drawing routine. */
interface ImageSource {
    /** What it is, in words ("image folder"). */
    String kind();

    /** A text that changes when the files change (paths, sizes, times); found without reading contents. */
    String fingerprint() throws IOException;

    /** Finds the pictures and their labels. */
    Items open(ProgressListener progress) throws IOException;

    /** The pictures of a source, in a fixed order. */
    interface Items extends Closeable {
        /** How many there are at most; some may not decode. */
        int count();

        /** Names by label; empty: unlabelled. */
        List<String> labelNames();

        /** Files that are no pictures. */
        int otherFiles();

        /** Files that cannot be read, found before decoding. */
        List<DataScan.Problem> problems();

        /** What a person should know about them whenever they are opened, in sentences. */
        default List<String> notes() {
            return List.of();
        }

        /** Visits every picture in order, one call after the other. May be called more than once. */
        void forEach(Visitor visitor) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    /** Receives the items of a source. */
    @FunctionalInterface
    interface Visitor {
        void visit(Item item) throws IOException;
    }

    /** One picture that is not decoded yet. */
    interface Item {
        /** A name for messages: the path within the source. */
        String name();

        /** Position in the label names; -1: none. */
        int label();

        OwnSplit split();

        /** Bytes of memory that it takes from the visit until it is forgotten. */
        long heldBytes();

        /** Width and height in pixels, as it will be shown, without decoding the pixels. */
        Dimensions measure() throws IOException;

        /**
         * Decodes the picture; safe in any thread after the visit.
         *
         * @param backgroundRgb what shows through transparent pixels
         * @param target side of the square it is wanted for: a very large picture may be read at a lower resolution
         *     that is still far above it
         */
        Picture decode(int backgroundRgb, int target) throws IOException;
    }

    /** A size in pixels. */
    record Dimensions(int width, int height) {}
}
