package io.rectify.probe;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.linalg.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The state of {@link SgdProbe}: parameters, their velocity and their moving average, and the sums over an epoch. */
final class MiniBatches implements AutoCloseable {
    private final RowBlocks features;
    private final Loss loss;
    private final float @Nullable [] rowWeights;
    private final double lambda;
    private final SgdProbe.Options options;
    private final int d;
    private final int k;
    private final int[] order;
    private final double[] theta;
    private final double[] velocity;
    private final double[] average;
    private final double[] gradient;
    private final double[] gradientSum;
    private final Matrix weights;
    private final Matrix product;
    private final Matrix logits;
    private final float[] z;
    private final float[] averageZ;
    private final float[] row;
    private final float[] scratch;
    private final double[] losses;
    private double objectiveSum;
    private long steps;

    MiniBatches(SoftmaxProbe.Problem problem, SgdProbe.Options options) {
        this.features = problem.features();
        this.loss = problem.loss();
        this.options = options;
        this.d = features.columns();
        this.k = loss.classes();
        int n = features.rows();
        double weightSum = n;
        if (problem.rowWeights().isPresent()) {
            float[] given = problem.rowWeights().get();
            weightSum = 0;
            for (float weight : given) {
                weightSum += weight;
            }
            this.rowWeights = new float[n];
            for (int i = 0; i < n; i++) {
                rowWeights[i] = (float) (given[i] * n / weightSum);
            }
        } else {
            this.rowWeights = null;
        }
        this.lambda = options.penalty().lambda(k, weightSum);
        this.order = new int[n];
        Arrays.setAll(order, i -> i);
        int size = options.intercept() ? d * k + k : d * k;
        this.theta = problem.start()
                .map(probe -> probe.parameters(options.intercept()))
                .orElseGet(() -> new double[size]);
        this.velocity = new double[size];
        this.average = theta.clone();
        this.gradient = new double[size];
        this.gradientSum = new double[size];
        int largest = Math.min(n, options.batchSize());
        this.weights = Matrix.zeros(d, k);
        this.product = Matrix.zeros(d, k);
        this.logits = Matrix.zeros(largest, k);
        this.z = new float[largest * k];
        this.averageZ = new float[largest * k];
        this.row = new float[k];
        this.scratch = new float[k];
        this.losses = new double[largest];
    }

    RowBlocks features() {
        return features;
    }

    double lambda() {
        return lambda;
    }

    double[] parameters() {
        return theta.clone();
    }

    SoftmaxProbe probe(double[] parameters) {
        return SoftmaxProbe.of(parameters, d, k, options.intercept());
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
            differentiate(Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)), theta, average, draws);
            step(unit * options.rate().at(epoch, options.epochs()));
        }
    }

    /** ‖∇f‖ at W = 0, b = 0, batch by batch in the rows' own order. */
    double gradientNormAtZero(SplittableRandom draws) {
        int batch = options.batchSize();
        double[] zero = new double[theta.length];
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

    private void step(double rate) {
        double momentum = options.momentum();
        for (int j = 0; j < theta.length; j++) {
            velocity[j] = momentum * velocity[j] + gradient[j];
            theta[j] -= rate * (options.nesterov() ? gradient[j] + momentum * velocity[j] : velocity[j]);
        }
        steps++;
        if (loss instanceof BatchLoss batchLoss) {
            double kept = batchLoss.decay(steps);
            for (int j = 0; j < theta.length; j++) {
                average[j] = kept * average[j] + (1 - kept) * theta[j];
            }
        }
    }

    /** The gradient of a batch's mean loss and of the penalty at a point, which also joins the sums. */
    private void differentiate(int[] rows, double[] point, double[] averagePoint, SplittableRandom draws) {
        try (Matrix x = features.selectRows(rows)) {
            if (loss instanceof BatchLoss batchLoss) {
                logits(x, averagePoint, averageZ);
                logits(x, point, z);
                batchLoss.residualInPlace(new BatchLoss.Batch(rows, averageZ, draws), z, losses);
            } else if (loss instanceof RowLoss rowLoss) {
                logits(x, point, z);
                residual(rowLoss, rows);
            }
            double lossSum = weigh(rows);
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

    /** Row by row, since the rows of a batch are no neighbours. */
    private void residual(RowLoss rowLoss, int[] rows) {
        double[] one = new double[1];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(z, i * k, row, 0, k);
            rowLoss.residualRowsInPlace(rows[i], 1, row, one, scratch);
            System.arraycopy(row, 0, z, i * k, k);
            losses[i] = one[0];
        }
    }

    private double weigh(int[] rows) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rowWeights != null) {
                float weight = rowWeights[rows[i]];
                losses[i] *= weight;
                for (int j = i * k; j < (i + 1) * k; j++) {
                    z[j] *= weight;
                }
            }
            sum += losses[i];
        }
        return sum;
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

    /** Mean cross-entropy to labels, and the share of rows whose most probable class is another. */
    double[] evaluate(RowBlocks held, Labels labels) {
        SoftmaxProbe probe = probe(theta);
        try (Matrix heldLogits = probe.logits(held, options.threads())) {
            CrossEntropy crossEntropy = new CrossEntropy(new Targets.OneHot(labels));
            double[] one = new double[1];
            double total = 0;
            int wrong = 0;
            for (int i = 0; i < labels.size(); i++) {
                heldLogits.getRows(i, 1, row);
                wrong += Probabilities.argmax(row) == labels.get(i) ? 0 : 1;
                crossEntropy.residualRowsInPlace(i, 1, row, one, scratch);
                total += one[0];
            }
            return new double[] {total / labels.size(), (double) wrong / labels.size()};
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
