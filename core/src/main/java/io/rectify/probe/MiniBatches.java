package io.rectify.probe;

import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The state of {@link SgdProbe}: parameters, their velocity and their moving average, and the sums over an epoch. */
final class MiniBatches implements AutoCloseable {
    private final RowBlocks features;
    private final Loss loss;
    private final BatchResiduals residuals;
    private final double lambda;
    private final SgdProbe.Options options;
    private final int d;
    private final int k;
    private final int[] order;
    private final Momentum descent;
    private final double[] gradient;
    private final double[] gradientSum;
    private final Matrix weights;
    private final Matrix product;
    private final Matrix logits;
    private final float[] z;
    private final float[] averageZ;
    private final float[] row;
    private double objectiveSum;

    MiniBatches(SoftmaxProbe.Problem problem, SgdProbe.Options options) {
        this.features = problem.features();
        this.loss = problem.loss();
        this.options = options;
        this.d = features.columns();
        this.k = loss.classes();
        int n = features.rows();
        this.residuals = new BatchResiduals(loss, problem.rowWeights());
        this.lambda = options.penalty().lambda(k, residuals.weightSum());
        this.order = new int[n];
        Arrays.setAll(order, i -> i);
        int size = options.intercept() ? d * k + k : d * k;
        double[] start = problem.start()
                .map(probe -> ProbeParameters.of(probe, options.intercept()))
                .orElseGet(() -> new double[size]);
        this.descent = new Momentum(start, options.momentum(), options.nesterov());
        this.gradient = new double[size];
        this.gradientSum = new double[size];
        int largest = Math.min(n, options.batchSize());
        this.weights = Matrix.zeros(d, k);
        this.product = Matrix.zeros(d, k);
        this.logits = Matrix.zeros(largest, k);
        this.z = new float[largest * k];
        this.averageZ = new float[largest * k];
        this.row = new float[k];
    }

    RowBlocks features() {
        return features;
    }

    double lambda() {
        return lambda;
    }

    double[] parameters() {
        return descent.point().clone();
    }

    SoftmaxProbe probe(double[] parameters) {
        return ProbeParameters.probe(parameters, d, k, options.intercept());
    }

    /** Fisher and Yates' shuffle of the order the rows had. */
    void shuffle(SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
    }

    /** One epoch of steps. */
    void pass(int epochsBefore, double unit, SplittableRandom draws) {
        int batch = options.batchSize();
        double batches = Math.ceil((double) order.length / batch);
        objectiveSum = 0;
        Arrays.fill(gradientSum, 0);
        for (int from = 0; from < order.length; from += batch) {
            double epoch = epochsBefore + ((double) from / batch + 0.5) / batches;
            int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
            differentiate(rows, descent.point(), descent.average(), draws);
            descent.step(gradient, unit * options.rate().at(epoch, options.epochs()), loss);
        }
    }

    /** ‖∇f‖ at W = 0, b = 0, batch by batch in the rows' own order. */
    double gradientNormAtZero(SplittableRandom draws) {
        int batch = options.batchSize();
        double[] zero = new double[gradient.length];
        Arrays.fill(gradientSum, 0);
        for (int from = 0; from < order.length; from += batch) {
            differentiate(Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)), zero, zero, draws);
        }
        return meanGradientNorm();
    }

    double meanObjective() {
        return objectiveSum / order.length;
    }

    double meanGradientNorm() {
        return Vectors.norm(gradientSum) / order.length;
    }

    /** The gradient of a batch's mean loss and of the penalty at a point, which also joins the sums. */
    private void differentiate(int[] rows, double[] point, double[] averagePoint, SplittableRandom draws) {
        try (Matrix x = features.selectRows(rows)) {
            if (residuals.needAverage()) {
                logits(x, averagePoint, averageZ);
            }
            logits(x, point, z);
            double lossSum = residuals.residualInPlace(rows, z, averageZ, draws);
            Matrix block = logits.rowBlock(0, rows.length);
            block.setRows(0, rows.length, z);
            Blas.multiplyTransposedA(1, x, block, 0, product, options.threads());
            collect(rows.length, point, lossSum);
        }
    }

    private void logits(Matrix x, double[] point, float[] target) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < k; j++) {
                row[j] = (float) point[i * k + j];
            }
            weights.setRows(i, 1, row);
        }
        Matrix block = logits.rowBlock(0, x.rows());
        Blas.multiply(1, x, weights, 0, block, options.threads());
        block.getRows(0, x.rows(), target);
        for (int i = 0; options.intercept() && i < x.rows(); i++) {
            for (int j = 0; j < k; j++) {
                target[i * k + j] += (float) point[d * k + j];
            }
        }
    }

    private void collect(int count, double[] point, double lossSum) {
        double squares = 0;
        for (int i = 0; i < d; i++) {
            product.getRows(i, 1, row);
            for (int j = 0; j < k; j++) {
                double weight = point[i * k + j];
                squares += weight * weight;
                gradient[i * k + j] = row[j] / count + lambda * weight;
            }
        }
        if (options.intercept()) {
            Arrays.fill(gradient, d * k, d * k + k, 0);
            for (int i = 0; i < count * k; i++) {
                gradient[d * k + i % k] += (double) z[i] / count;
            }
        }
        for (int j = 0; j < gradient.length; j++) {
            gradientSum[j] += count * gradient[j];
        }
        objectiveSum += lossSum + count * lambda / 2 * squares;
    }

    double judge(SgdProbe.Validation held) {
        SoftmaxProbe probe = probe(descent.point());
        try (Matrix heldLogits = probe.logits(held.features(), options.threads())) {
            return held.criterion().of(heldLogits, held.labels());
        } finally {
            probe.weights().close();
        }
    }

    @Override
    public void close() {
        weights.close();
        product.close();
        logits.close();
    }
}
