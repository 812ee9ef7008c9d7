package io.rectify.review;

import io.rectify.linalg.RowBlocks;
import java.io.IOException;

/** Where the features of the audited rows are; they are opened when they are needed first. */
public interface RowFeatures {
    /**
     * @return of the rows that have a label, in the order of the audit; closed by the caller
     * @throws IllegalArgumentException if they are gone, or no longer those of the audit
     */
    RowBlocks open() throws IOException;
}
