package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.linalg.RowBlocks;
import java.util.Optional;

/** Rows to evaluate on, and their labels; both or none. */
record TestRows(Optional<RowBlocks> features, Optional<Labels> labels) implements AutoCloseable {
    static final TestRows NONE = new TestRows(Optional.empty(), Optional.empty());

    @Override
    public void close() {
        features.ifPresent(RowBlocks::close);
    }
}
