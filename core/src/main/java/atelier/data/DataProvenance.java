package atelier.data;

import java.util.List;

/**
 * Where a data set comes from: what a run records about its data.
 *
 * @param name the catalogue's name or the last part of the path
 * @param path as it was given
 * @param kind of source, in words
 * @param licence as far as it is known, else empty
 * @param url where the data is published, else empty
 * @param size side of the pictures in pixels
 * @param channels 1 or 3
 * @param trainCount pictures to train on
 * @param validationCount pictures to choose settings by
 * @param testCount pictures to judge by
 * @param ownTest whether the test pictures are the source's own
 * @param droppedFromTraining pictures left out of training because an equal one is in the test split
 * @param undecodable files that were skipped because they do not decode
 * @param labelNames by label; empty: unlabelled
 * @param options how pictures were made of files, as one line
 * @param contentHash SHA-256 over pixels, labels and names
 */
public record DataProvenance(
        String name,
        String path,
        String kind,
        String licence,
        String url,
        int size,
        int channels,
        int trainCount,
        int validationCount,
        int testCount,
        boolean ownTest,
        int droppedFromTraining,
        int undecodable,
        List<String> labelNames,
        String options,
        String contentHash) {}
