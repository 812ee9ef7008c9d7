package io.rectify.probe;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;

/** Class probabilities of rows, computed whenever they are read. */
final class PredictedRows implements RowBlocks {
    private final SoftmaxProbe probe;
    private final RowBlocks features;
    private final int threads;

    PredictedRows(SoftmaxProbe probe, RowBlocks features, int threads) {
        this.probe = probe;
        this.features = features;
        this.threads = threads;
    }

    /** Rows {@code first … first+rows−1} of others. */
    private record Part(RowBlocks all, int first, int rows) implements RowBlocks {
        @Override
        public int columns() {
            return all.columns();
        }

        @Override
        public Matrix rowBlock(int from, int to) {
            return all.rowBlock(first + from, first + to);
        }
    }

    @Override
    public int rows() {
        return features.rows();
    }

    @Override
    public int columns() {
        return probe.classes();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        return probe.predict(new Part(features, from, to - from), threads).matrix();
    }
}
