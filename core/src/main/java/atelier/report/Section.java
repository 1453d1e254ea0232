package atelier.report;

/** One part of the page, with its own heading and anchor. */
interface Section {
    /** The anchor, and the key of the heading: {@code section.ANCHOR}. */
    String anchor();

    /** Whether the comparison holds what this section shows; otherwise it is left out. */
    boolean applies(Comparison comparison);

    /** Writes what follows the heading. */
    void write(Page page);
}
