package io.rectify.spark;

import io.rectify.data.ClassSums;
import io.rectify.data.Labels;
import io.rectify.linalg.Blas;
import io.rectify.linalg.DoubleMatrix;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Temperature;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.LeftOutScores;
import io.rectify.spectral.SpectralDistillation;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Self-distillation in closed form: one pass for XᵀX and YᵀX, the eigenproblem on the driver, one pass for the scores with the own label
 * left out, and passes over these for the temperature.
 */
final class ClosedFormFit {
    private final JavaRDD<Block> blocks;
    private final List<String> classes;
    private final SpectralProbe probe;

    private ClosedFormFit(JavaRDD<Block> blocks, List<String> classes, SpectralProbe probe) {
        this.blocks = blocks;
        this.classes = classes;
        this.probe = probe;
    }

    /**
     * Sums and decomposes.
     *
     * @param blocks prepared rows
     * @throws IllegalArgumentException if all features are 0, or D² + K·D sums do not fit into one array
     */
    static ClosedFormFit of(JavaRDD<Block> blocks, int rows, int features, List<String> classes) {
        int k = classes.size();
        long size = (long) features * features + (long) k * features;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("sums of " + features + " features and " + k
                    + " classes are too large for a closed form: name another method");
        }
        double[] sums = PartitionSums.of(blocks, block -> products(block, k));
        GramSpectrum spectrum = GramSpectrum.ofGram(Arrays.copyOf(sums, features * features), features, rows);
        if (spectrum.rank() == 0) {
            throw new IllegalArgumentException(
                    "all features are 0 after preprocessing: the rows are equal and nothing can be learned from them");
        }
        double[] classSums = Arrays.copyOfRange(sums, features * features, sums.length);
        return new ClosedFormFit(blocks, classes, SpectralProbe.ofClassSums(spectrum, classSums, k, 1));
    }

    /** XᵀX and YᵀX of a block, D·D and K·D values. */
    private static double[] products(Block block, int k) {
        int d = block.columns();
        try (Matrix x = block.matrix();
                ClassSums classSums = ClassSums.of(x, Labels.of(block.labels, k), 1)) {
            double[] both = Arrays.copyOf(Blas.gram(x, PartitionedLoss.threads()), d * d + k * d);
            System.arraycopy(classSums.sums().toArray(), 0, both, d * d, k * d);
            return both;
        }
    }

    SpectralProbe probe() {
        return probe;
    }

    /** softmax(β·x·W⁽ᵗ⁾) at the temperature that suits given labels best. */
    SoftmaxProbe softmax(SpectralFilter filter) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(blocks.context());
        int k = classes.size();
        Broadcast<Factors> factors = spark.broadcast(Factors.of(probe, filter));
        JavaRDD<Tuple2<float[], int[]>> scores = blocks.map(
                        block -> new Tuple2<>(factors.value().scores(block, k), block.labels))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Temperature fitted = Temperature.fit(new Temperature.Sums() {
                @Override
                public double range() {
                    return largest(scores, part -> part.range());
                }

                @Override
                public double[] slope(double beta) {
                    return PartitionSums.of(scores, block -> sums(block, k, part -> part.slope(beta)));
                }
            });
            Temperature used = SpectralDistillation.usable(
                    fitted,
                    () -> scores.map(block -> {
                                try (Matrix some = Block.matrix(block._1(), block._2().length)) {
                                    return SpectralDistillation.largest(some);
                                }
                            })
                            .reduce(Math::max));
            return SpectralDistillation.softmaxProbe(probe, filter, used, 1);
        } finally {
            scores.unpersist();
            factors.destroy();
        }
    }

    private interface OfSums<T> extends Serializable {
        T of(Temperature.Sums sums);
    }

    private double largest(JavaRDD<Tuple2<float[], int[]>> scores, OfSums<Double> of) {
        int k = classes.size();
        return scores.map(block -> sums(block, k, of)).reduce(Math::max);
    }

    private static <T> T sums(Tuple2<float[], int[]> block, int k, OfSums<T> of) {
        try (Matrix scores = Block.matrix(block._1(), block._2().length)) {
            return of.of(Temperature.sums(scores, new float[k], Labels.of(block._2(), k), PartitionedLoss.threads()));
        }
    }

    /** {@link LeftOutScores} as arrays. */
    private static final class Factors implements Serializable {
        private static final long serialVersionUID = 1;

        private final int features;
        private final double[] vectors;
        private final double[] filtered;
        private final double[] factors;

        private Factors(int features, double[] vectors, double[] filtered, double[] factors) {
            this.features = features;
            this.vectors = vectors;
            this.filtered = filtered;
            this.factors = factors;
        }

        static Factors of(SpectralProbe probe, SpectralFilter filter) {
            try (LeftOutScores scores = LeftOutScores.of(probe, filter)) {
                return new Factors(
                        probe.spectrum().features(),
                        scores.vectors().toArray(),
                        scores.filtered().toArray(),
                        scores.factors().toArray());
            }
        }

        float[] scores(Block block, int k) {
            int rank = factors.length;
            try (Matrix x = block.matrix();
                    DoubleMatrix v = DoubleMatrix.of(vectors, features, rank);
                    LeftOutScores scores = new LeftOutScores(
                            v, DoubleMatrix.of(filtered, rank, k), DoubleMatrix.of(factors, rank, 1));
                    Matrix part = scores.of(x, Labels.of(block.labels, k), 0, 0)) {
                return Block.values(part);
            }
        }
    }
}
