package atelier.data;

/** How a picture that is not square becomes square. */
public enum Fit {
    /** The centre square is kept, what lies outside is cut off. */
    CROP,
    /** The whole picture is kept, on a square of the background colour. */
    PAD
}
