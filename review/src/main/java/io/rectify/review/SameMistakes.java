package io.rectify.review;

import io.rectify.audit.AlikeRows;
import io.rectify.linalg.RowBlocks;
import io.rectify.run.AuditedRows;
import io.rectify.spectral.Neighbour;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows that are like one and were given the same label: where its label is wrong, theirs may be too. */
final class SameMistakes implements Closeable {
    private static final int MOST = 50;

    private final AuditedRows rows;
    private final Optional<RowFeatures> features;
    private @Nullable RowBlocks opened;
    private @Nullable AlikeRows alike;

    SameMistakes(AuditedRows rows, Optional<RowFeatures> features) {
        this.rows = rows;
        this.features = features;
    }

    boolean isPossible() {
        return features.isPresent();
    }

    /** Rows by index, the most alike first. */
    int[] of(int row) {
        int given = rows.given().get(row);
        int[] among = IntStream.range(0, rows.names().size())
                .filter(other -> rows.given().get(other) == given)
                .toArray();
        return alike().nearest(row, among, MOST).stream()
                .mapToInt(Neighbour::row)
                .toArray();
    }

    private AlikeRows alike() {
        if (alike == null) {
            try {
                RowBlocks blocks = RowFeatures.open(features, rows);
                opened = blocks;
                alike = AlikeRows.of(blocks);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return alike;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
