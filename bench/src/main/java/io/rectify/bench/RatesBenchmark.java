package io.rectify.bench;

import io.rectify.audit.Duplicates;
import io.rectify.audit.NearestRows;
import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.LossSums;
import io.rectify.probe.SoftmaxProbe;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the hot paths take beside the matrix products that they consist of, on one thread: their ratio is a figure that holds on any machine,
 * and {@code RatesTest} compares it. Each method's flops are 4·N·D·K or 2·N²·D/2, or 2·N²·D for the nearest of all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class RatesBenchmark {
    private static final int ROWS = 2_048;

    /** For copies, which are sought by other products than all where rows are many. */
    private static final int MANY_ROWS = 8_192;

    private static final int FEATURES = 384;
    private static final int CLASSES = 77;
    private static final int BAND = 512;
    private static final int TILE = 1024;

    private final Random random = new Random(1);
    private final Matrix x = GradientRate.gaussian(random, ROWS, FEATURES, 1 / Math.sqrt(FEATURES));
    private final Matrix weights = GradientRate.gaussian(random, FEATURES, CLASSES, 1);
    private final Matrix logits = Matrix.zeros(ROWS, CLASSES);
    private final Matrix gradient = Matrix.zeros(FEATURES, CLASSES);
    private final Matrix tile = Matrix.zeros(BAND, TILE);
    private final Labels labels = Labels.of(random.ints(ROWS, 0, CLASSES).toArray(), CLASSES);
    private final Prepared many = Prepared.asIs(
            GradientRate.gaussian(random, MANY_ROWS, FEATURES, 1 / Math.sqrt(FEATURES)),
            Labels.of(random.ints(MANY_ROWS, 0, CLASSES).toArray(), CLASSES));
    private final double[] point = random.doubles(FEATURES * CLASSES, -1, 1).toArray();
    private final LossSums sums =
            LossSums.of(SoftmaxProbe.Problem.of(x, new CrossEntropy(new Targets.OneHot(labels))), 1);

    @TearDown
    public void free() {
        sums.close();
    }

    /** The two products of an evaluation. */
    @Benchmark
    public Matrix twoProducts() {
        Blas.multiply(1, x, weights, 0, logits, 1);
        Blas.multiplyTransposedA(1, x, logits, 0, gradient, 1);
        return gradient;
    }

    /** An evaluation: logits, loss and residual, gradient. */
    @Benchmark
    public double[] evaluation() {
        return sums.at(point);
    }

    /** The products of half of all pairs of many rows. */
    @Benchmark
    public Matrix pairProducts() {
        return products(many.features(), MANY_ROWS / 2);
    }

    /** The products of all pairs of rows, a band of rows and a tile of others at a time, as they stay in the cache. */
    @Benchmark
    public Matrix allPairProducts() {
        return products(x, ROWS);
    }

    private Matrix products(RowBlocks rows, int others) {
        for (int from = 0; from < rows.rows(); from += BAND) {
            try (Matrix band = rows.rowBlock(from, from + BAND)) {
                for (int start = 0; start < others; start += TILE) {
                    try (Matrix some = rows.rowBlock(start, start + TILE)) {
                        Blas.multiplyTransposedB(1, band, some, 0, tile, 1);
                    }
                }
            }
        }
        return tile;
    }

    /** The ten rows nearest to each row. */
    @Benchmark
    public NearestRows nearestRows() {
        return NearestRows.of(x, Groups.ofSingleRows(ROWS), 10, 1);
    }

    /** Copies among all pairs of rows, each compared once. */
    @Benchmark
    public Groups copies() {
        return Duplicates.of(many, Duplicates.COSINE, 1).groups();
    }
}
