package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Candidates;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.probe.BatchResiduals;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.GeneralizedCrossEntropy;
import io.rectify.probe.Loss;
import io.rectify.probe.Momentum;
import io.rectify.smooth.BetaSmoothing;
import io.rectify.smooth.EntropyRegularisation;
import io.rectify.smooth.HandMadeTeacher;
import io.rectify.smooth.LabelSmoothing;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PyTorch carries back beside differences of the losses' definitions in float64. */
class GradientTest {
    private static final int N = 6;
    private static final int[] WIDTHS = {5, 4, 3};

    private final Matrix x = Data.gaussian(N, 5, 1);
    private final int[] classes = {0, 1, 2, 2, 1, 0};
    private final Labels labels = Labels.of(classes, 3);
    private final Network network = Network.untrained(Mlp.of(4), ImageShape.features(5), 3, 9);
    private final double[] point = moved(network.trained());

    /** Biases away from 0, where rectifiers have no derivative. */
    private static double[] moved(double[] trained) {
        Random random = new Random(3);
        return Arrays.stream(trained)
                .map(value -> value + 0.3 * random.nextGaussian())
                .toArray();
    }

    private double[] gradient(Loss loss, Optional<float[]> weights, double[] sum) {
        int[] rows = {0, 1, 2, 3, 4, 5};
        float[] images = new float[N * 5];
        x.getRows(0, N, images);
        double[] gradient = new double[point.length];
        Step step = new Step(network.blueprint(), new BatchResiduals(loss, weights), rows, images, 1);
        sum[0] = step.differentiate(
                new Momentum(point.clone(), 0.9, false),
                network.statistics().clone(),
                new SplittableRandom(1),
                new SplittableRandom(2),
                gradient);
        return gradient;
    }

    private void check(Loss loss, Optional<float[]> weights, ToDoubleBiFunction<Integer, double[]> definition) {
        double[] sum = new double[1];
        double[] gradient = gradient(loss, weights, sum);
        assertThat(sum[0] / N).isCloseTo(mean(point, definition), within(1e-5));
        double h = 1e-6;
        for (int j = 0; j < point.length; j++) {
            double[] up = point.clone();
            up[j] += h;
            double[] down = point.clone();
            down[j] -= h;
            double expected = (mean(up, definition) - mean(down, definition)) / (2 * h);
            assertThat(gradient[j]).as("parameter " + j).isCloseTo(expected, within(2e-6 + 1e-4 * Math.abs(expected)));
        }
    }

    private double mean(double[] at, ToDoubleBiFunction<Integer, double[]> definition) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            double[] p = PlainPerceptron.softmax(PlainPerceptron.logits(at, WIDTHS, x.row(i)));
            sum += definition.applyAsDouble(i, p);
        }
        return sum / N;
    }

    private static double crossEntropy(float[] target, double[] p) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum -= target[k] * Math.log(p[k]);
        }
        return sum;
    }

    @Test
    void crossEntropyWithSoftTargetsAndRowWeights() {
        float[][] targets = {{.2f, .5f, .3f}, {1, 0, 0}, {0, .5f, .5f}, {-.2f, 1.3f, -.1f}, {0, 0, 1}, {.1f, .1f, .8f}};
        float[] weights = {1, 0, 2, .5f, 1, 3};
        check(
                new CrossEntropy(new Targets.Soft(Matrix.of(targets))),
                Optional.of(weights),
                (i, p) -> weights[i] * N / 7.5 * crossEntropy(targets[i], p));
    }

    @Test
    void generalisedCrossEntropyOverCandidates() {
        float[][] teacher = {
            {.5f, .3f, .2f}, {.1f, .6f, .3f}, {.2f, .3f, .5f}, {.4f, .1f, .5f}, {.3f, .5f, .2f}, {.6f, .1f, .3f}
        };
        Candidates candidates = Candidates.top(Probabilities.of(Matrix.of(teacher)), 2);
        check(new GeneralizedCrossEntropy(candidates, 0.7), Optional.empty(), (i, p) -> {
            int[] top = Probabilities.largest(teacher[i], 2);
            return ((1 - Math.pow(p[top[0]], 0.7)) / 0.7 + (1 - Math.pow(p[top[1]], 0.7)) / 0.7) / 2;
        });
    }

    @Test
    void smoothings() {
        check(new LabelSmoothing(0.3, LabelSmoothing.Spread.OTHERS).loss(labels), Optional.empty(), (i, p) -> {
            float[] target = {.15f, .15f, .15f};
            target[classes[i]] = .7f;
            return crossEntropy(target, p);
        });
        check(new EntropyRegularisation(0.4).loss(labels), Optional.empty(), (i, p) -> {
            double entropy = Arrays.stream(p).map(q -> -q * Math.log(q)).sum();
            return -Math.log(p[classes[i]]) - 0.4 * entropy;
        });
        HandMadeTeacher handMade = new HandMadeTeacher(0.99, 20, 0.1);
        double[] teacher =
                PlainPerceptron.softmax(new double[] {Math.log(0.99) / 20, Math.log(0.005) / 20, Math.log(0.005) / 20});
        check(handMade.loss(labels), Optional.empty(), (i, p) -> {
            float[] target = new float[3];
            for (int k = 0; k < 3; k++) {
                double right = k == classes[i] ? 1 : 0;
                target[k] = (float) (0.9 * right + 0.1 * (k == classes[i] ? teacher[0] : teacher[1]));
            }
            return crossEntropy(target, p);
        });
    }

    @Test
    void betaSmoothingMatchesSortedDrawsWithTheOrderOfTheAverage() {
        BetaSmoothing smoothing = new BetaSmoothing(3, 0.6, 0.999);
        SplittableRandom random = new SplittableRandom(2);
        double[] draws = new double[N];
        Arrays.setAll(draws, i -> smoothing.draw(random));
        Arrays.sort(draws);
        double[] confidence = new double[N];
        for (int i = 0; i < N; i++) {
            confidence[i] = PlainPerceptron.softmax(PlainPerceptron.logits(point, WIDTHS, x.row(i)))[classes[i]];
        }
        check(smoothing.loss(labels), Optional.empty(), (i, p) -> {
            int rank = (int)
                    Arrays.stream(confidence).filter(c -> c < confidence[i]).count();
            double b = draws[rank];
            double loss = 0;
            for (int k = 0; k < 3; k++) {
                boolean own = k == classes[i];
                double target = 0.4 * (own ? 1 : 0) + 0.6 * (own ? b : (1 - b) / 2);
                loss -= target * Math.log(p[k]);
            }
            return loss;
        });
    }

    /** Convolutions, normalisation by the batch, shortcuts and concatenations: the slope along random directions. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet depth=8 width=3",
                "densenet depth=10 growth=3 bottleneck=true",
                "densenet depth=7 growth=3 bottleneck=false"
            })
    void slopesOfConvolutionalNetworks(String text) {
        ImageShape shape = new ImageShape(2, 8, 8);
        Network convolutional = Network.untrained(Architecture.parse(text), shape, 3, 5);
        Matrix images = Data.gaussian(N, shape.size(), 2);
        float[] flat = new float[N * shape.size()];
        images.getRows(0, N, flat);
        Loss loss = new LabelSmoothing(0.1, LabelSmoothing.Spread.OTHERS).loss(labels);
        Step step = new Step(
                convolutional.blueprint(),
                new BatchResiduals(loss, Optional.empty()),
                new int[] {0, 1, 2, 3, 4, 5},
                flat,
                1);
        double[] at = convolutional.trained();
        double[] gradient = new double[at.length];
        value(step, at, convolutional, gradient);
        Random random = new Random(4);
        for (int trial = 0; trial < 3; trial++) {
            double[] direction = Arrays.stream(gradient)
                    .map(g -> Math.signum(g) * Math.abs(random.nextGaussian()))
                    .toArray();
            double expected = 0;
            for (int j = 0; j < at.length; j++) {
                expected += direction[j] * gradient[j];
            }
            double h = 1e-4;
            double difference = value(step, along(at, direction, h), convolutional, new double[at.length])
                    - value(step, along(at, direction, -h), convolutional, new double[at.length]);
            assertThat(difference / (2 * h)).isCloseTo(expected, within(0.02 * Math.abs(expected)));
        }
    }

    private static double value(Step step, double[] at, Network network, double[] gradient) {
        return step.differentiate(
                        new Momentum(at.clone(), 0, false),
                        network.statistics().clone(),
                        new SplittableRandom(1),
                        new SplittableRandom(1),
                        gradient)
                / N;
    }

    private static double[] along(double[] from, double[] direction, double length) {
        double[] to = from.clone();
        for (int j = 0; j < to.length; j++) {
            to[j] += length * direction[j];
        }
        return to;
    }

    @Test
    void movingFiguresTakeATenthOfEachBatch() {
        ImageShape shape = new ImageShape(2, 4, 4);
        Network resNet = Network.untrained(new ResNet(8, 2), shape, 3, 5);
        Blueprint blueprint = resNet.blueprint();
        Matrix images = Data.gaussian(N, shape.size(), 2);
        float[] flat = new float[N * shape.size()];
        images.getRows(0, N, flat);
        float[] statistics = resNet.statistics().clone();
        Step step = new Step(
                blueprint,
                new BatchResiduals(new CrossEntropy(new Targets.OneHot(labels)), Optional.empty()),
                new int[] {0, 1, 2, 3, 4, 5},
                flat,
                1);
        step.differentiate(
                new Momentum(resNet.trained().clone(), 0, false),
                statistics,
                new SplittableRandom(1),
                new SplittableRandom(1),
                new double[resNet.trained().length]);
        double[] stem = stem(resNet, flat, shape);
        double mean = Arrays.stream(stem).average().orElseThrow();
        double variance = Arrays.stream(stem)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (stem.length - 1);
        // behind the input's two means and deviations: the stem's two means, then variances; its first channel
        assertThat((double) statistics[4]).isCloseTo(0.1 * mean, within(1e-5));
        assertThat((double) statistics[6]).isCloseTo(0.9 + 0.1 * variance, within(1e-5));
    }

    /** The first channel of the first convolution by its definition. */
    private static double[] stem(Network network, float[] images, ImageShape shape) {
        double[] out = new double[N * 16];
        for (int i = 0; i < out.length; i++) {
            int image = i / 16;
            for (int c = 0; c < 2; c++) {
                for (int v = 0; v < 3; v++) {
                    for (int u = 0; u < 3; u++) {
                        int y = i / 4 % 4 + v - 1;
                        int x = i % 4 + u - 1;
                        if (y >= 0 && y < 4 && x >= 0 && x < 4) {
                            out[i] += network.trained()[(c * 3 + v) * 3 + u]
                                    * images[image * shape.size() + (c * 4 + y) * 4 + x];
                        }
                    }
                }
            }
        }
        return out;
    }
}
