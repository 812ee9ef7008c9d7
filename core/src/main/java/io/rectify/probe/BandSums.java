package io.rectify.probe;

import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * {@link LossSums} over rows that this machine reads.
 *
 * <p>A band of rows at a time: logits by one GEMM, loss and residual in place, gradient by a second GEMM while the band
 * is still in the cache. No N×K matrix exists.
 */
final class BandSums implements LossSums {
    /** Floats of logits that loss and residual work on at a time, to stay within the first caches. */
    private static final int TILE = 8192;

    private final RowBlocks features;
    private final RowLoss loss;
    private final float @Nullable [] rowWeights;
    private final double weightSum;
    private final int threads;
    private final int bandRows;
    private final int d;
    private final int k;
    private final Matrix weights;
    private final float[] bias;
    private final Queue<Band> idle = new ConcurrentLinkedQueue<>();
    private boolean intercept;
    private boolean zero;

    BandSums(RowBlocks features, RowLoss loss, float @Nullable [] rowWeights, int threads) {
        this.features = features;
        this.loss = loss;
        this.rowWeights = rowWeights;
        this.threads = threads;
        this.d = features.columns();
        this.k = loss.classes();
        this.weightSum = rowWeights == null ? features.rows() : sum(rowWeights);
        this.bandRows = bandRows(features.rows());
        this.weights = Matrix.zeros(d, k);
        this.bias = new float[k];
    }

    /** Sixteen bands where that makes them neither tiny nor larger than the cache. */
    private static int bandRows(int rows) {
        return Math.min(1024, Math.max(256, (rows + 15) / 16));
    }

    private static boolean isZero(double[] point) {
        for (double value : point) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    @Override
    public int features() {
        return d;
    }

    @Override
    public int classes() {
        return k;
    }

    @Override
    public double weight() {
        return weightSum;
    }

    @Override
    public double[] at(double[] point) {
        intercept = point.length > d * k;
        zero = isZero(point);
        float[] row = new float[k];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < k; j++) {
                row[j] = (float) point[i * k + j];
            }
            weights.setRows(i, 1, row);
        }
        for (int j = 0; intercept && j < k; j++) {
            bias[j] = (float) point[d * k + j];
        }
        double[] total = new double[d * k + k + 1];
        Parallel.sumOrdered(features.rows(), bandRows, threads, total, this::band, Band::compute);
        return total;
    }

    /** Of evenly spaced rows. */
    @Override
    public Optional<double[]> moments(boolean intercept) {
        int size = intercept ? d + 1 : d;
        int rows = LossSums.rowsForMoments(features.rows(), size, k);
        if (rows == 0) {
            return Optional.empty();
        }
        int[] indices = new int[rows];
        for (int i = 0; i < rows; i++) {
            indices[i] = (int) ((long) i * features.rows() / rows);
        }
        try (Matrix chosen = features.selectRows(indices);
                Matrix scaled = scaled(chosen, indices, size)) {
            double[] moments = Blas.gram(scaled, threads);
            for (int j = 0; j < moments.length; j++) {
                moments[j] /= rows;
            }
            return Optional.of(moments);
        }
    }

    /** The rows by the roots of their weights, which are 1 on average, with a column of ones if there is room. */
    private Matrix scaled(Matrix chosen, int[] indices, int size) {
        Matrix scaled = Matrix.zeros(indices.length, size);
        float[] row = new float[size];
        float[] values = new float[d];
        for (int i = 0; i < indices.length; i++) {
            chosen.getRows(i, 1, values);
            float factor =
                    rowWeights == null ? 1 : (float) Math.sqrt(rowWeights[indices[i]] * features.rows() / weightSum);
            for (int j = 0; j < d; j++) {
                row[j] = factor * values[j];
            }
            Arrays.fill(row, d, size, factor);
            scaled.setRows(i, 1, row);
        }
        return scaled;
    }

    private Band band() {
        Band band = idle.poll();
        return band == null ? new Band() : band;
    }

    @Override
    public void close() {
        weights.close();
        for (Band band = idle.poll(); band != null; band = idle.poll()) {
            band.free();
        }
    }

    /** Buffers of one thread and the sums over one band. */
    private final class Band implements Parallel.Partial {
        private final int tileRows = Math.max(1, Math.min(bandRows, TILE / k));
        private final Matrix logits = Matrix.zeros(bandRows, k);
        private final Matrix product = Matrix.zeros(d, k);
        private final float[] tile = new float[tileRows * k];
        private final float[] scratch = new float[tileRows * k];
        private final double[] losses = new double[tileRows];
        private final double[] biasGradient = new double[k];
        private double lossSum;

        void compute(int from, int to) {
            lossSum = 0;
            Arrays.fill(biasGradient, 0);
            Matrix block = logits.rowBlock(0, to - from);
            try (Matrix x = features.rowBlock(from, to)) {
                if (!zero) {
                    Blas.multiply(1, x, weights, 0, block, 1);
                }
                for (int start = from; start < to; start += tileRows) {
                    residual(block, from, start, Math.min(to, start + tileRows));
                }
                Blas.multiplyTransposedA(1, x, block, 0, product, 1);
            }
        }

        private void residual(Matrix block, int bandStart, int from, int to) {
            int count = to - from;
            if (zero) {
                Arrays.fill(tile, 0);
            } else {
                block.getRows(from - bandStart, count, tile);
            }
            if (intercept) {
                addBias(count);
            }
            loss.residualRowsInPlace(from, count, tile, losses, scratch);
            if (rowWeights != null) {
                applyWeights(rowWeights, from, count);
            }
            for (int i = 0; i < count; i++) {
                lossSum += losses[i];
            }
            if (intercept) {
                sumColumns(count);
            }
            block.setRows(from - bandStart, count, tile);
        }

        private void addBias(int count) {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < k; j++) {
                    tile[i * k + j] += bias[j];
                }
            }
        }

        private void sumColumns(int count) {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < k; j++) {
                    biasGradient[j] += tile[i * k + j];
                }
            }
        }

        private void applyWeights(float[] weightOfRow, int from, int count) {
            for (int i = 0; i < count; i++) {
                float weight = weightOfRow[from + i];
                losses[i] *= weight;
                for (int j = 0; j < k; j++) {
                    tile[i * k + j] *= weight;
                }
            }
        }

        @Override
        public void addTo(double[] total) {
            for (int from = 0; from < d; from += tileRows) {
                int count = Math.min(tileRows, d - from);
                product.getRows(from, count, tile);
                add(tile, count * k, total, from * k);
            }
            for (int j = 0; j < k; j++) {
                total[d * k + j] += biasGradient[j];
            }
            total[d * k + k] += lossSum;
        }

        private static void add(float[] part, int length, double[] total, int from) {
            for (int i = 0; i < length; i++) {
                total[from + i] += part[i];
            }
        }

        @Override
        public void close() {
            idle.add(this);
        }

        void free() {
            logits.close();
            product.close();
        }
    }
}
