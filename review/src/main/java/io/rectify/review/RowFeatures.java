package io.rectify.review;

import io.rectify.AuditOptions;
import io.rectify.linalg.Guard;
import io.rectify.linalg.RowBlocks;
import io.rectify.run.AuditedRows;
import java.io.IOException;
import java.util.Optional;

/** Where the features of the audited rows are; they are opened when they are needed first. */
public interface RowFeatures {
    /**
     * @return of the rows that have a label, in the order of the audit; closed by the caller
     * @throws IllegalArgumentException if they are gone, or no longer those of the audit
     */
    RowBlocks open() throws IOException;

    /** How labels are judged when it is trained again; neighbours and anomalies are not looked for. */
    default AuditOptions judging() {
        return AuditOptions.DEFAULTS.withNeighbours(0).withAnomalies(false);
    }

    /** Opens them, if they are those of the audited rows. */
    static RowBlocks open(Optional<RowFeatures> features, AuditedRows rows) throws IOException {
        RowBlocks blocks = features.orElseThrow(
                        () -> new IllegalArgumentException("the features of the audit are not where they were"))
                .open();
        try (Guard<RuntimeException> guard = Guard.of(blocks::close)) {
            if (blocks.rows() != rows.names().size()) {
                throw new IllegalArgumentException("features have " + blocks.rows()
                        + " rows with a label but the audit has " + rows.names().size() + "; audit again");
            }
            return guard.release(blocks);
        }
    }
}
