package io.rectify.review.web;

import java.io.IOException;
import java.nio.file.Path;

/** Carries decisions into a copy of the labels' file. */
public interface Exporter {
    /** What the copy is called, with the ending that its format has. */
    String fileName();

    /**
     * @param decisions csv in the columns of review.csv
     * @throws IllegalArgumentException if nothing is decided
     * @throws IOException if the labels' file is no longer what it was, or the copy cannot be written
     */
    void write(Path decisions, Path target) throws IOException;
}
