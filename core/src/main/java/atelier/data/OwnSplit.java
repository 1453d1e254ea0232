package atelier.data;

/** To which part of its source a picture belongs, if the source is divided by its makers. */
enum OwnSplit {
    /** The source is not divided, or this picture may be used for training and validation. */
    REST,
    /** The source's own test pictures. */
    TEST
}
