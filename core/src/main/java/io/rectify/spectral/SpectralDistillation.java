package io.rectify.spectral;

import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.metrics.Temperature;
import io.rectify.probe.Penalty;
import io.rectify.probe.SoftmaxProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Multi-round self-distillation in closed form: the same chain as {@code Distillation} with its plan of t − 1 rounds, for
 * the linearised probe. Nothing is iterated: a decomposition, a projection, and for each step one product with the
 * features.
 *
 * <p>The scores of each step become probabilities by a {@link Temperature} that is fitted to the given labels on outputs
 * from which each row's own label is left out; so they are calibrated for the given labels, wrong ones included.
 */
public final class SpectralDistillation {
    /** Every step keeps its probe. */
    private static final int MAX_ROUNDS = 1000;

    /** Scores this small are nothing but rounding. */
    private static final double ROUNDING = 1e-15;

    /** Largest logit where scores are useless. */
    private static final double FAINT = 1e-5;

    private SpectralDistillation() {}

    /**
     * One step of the chain.
     *
     * @param number t, 1 for the teacher
     * @param probe softmax(β·x·W⁽ᵗ⁾), without intercept
     * @param temperature 1/β as fitted; where β is 0 the probe uses a very small one, which leaves outputs all but even
     * @param degreesOfFreedom of the step's label averaging
     * @param agreement share of training rows whose largest output, the own label left out, is the given label
     * @param accuracy share of training rows whose largest output, the own label left out, is the true label, if those are
     *     known
     * @param changed share of training rows whose largest output differs from the step before; 0 for the teacher
     * @param seconds wall time of the step; the first includes the decomposition
     */
    public record Step(
            int number,
            SoftmaxProbe probe,
            Temperature temperature,
            double degreesOfFreedom,
            double agreement,
            OptionalDouble accuracy,
            double changed,
            double seconds) {}

    /**
     * All steps.
     *
     * @param lambda λ = κ/(K·N)
     * @param outputs of the last step on the training rows, the own label left out, N×K; close them when done
     */
    public record Result(List<Step> steps, double lambda, Probabilities outputs) {
        public Step last() {
            return steps.get(steps.size() - 1);
        }
    }

    /**
     * Runs steps 1 … rounds + 1.
     *
     * @param rounds number of students; 0 is the teacher alone
     * @param kappa κ = K·N·λ, the μ of the closed form
     * @throws IllegalArgumentException if rounds is negative, κ not positive, or every feature of every row is 0
     */
    public static Result run(Prepared data, int rounds, double kappa, int threads) {
        if (rounds < 0) {
            throw new IllegalArgumentException("rounds must be at least 0 but are " + rounds);
        }
        if (rounds > MAX_ROUNDS) {
            throw new IllegalArgumentException("rounds must be at most " + MAX_ROUNDS + " but are " + rounds);
        }
        if (!(kappa > 0) || Double.isInfinite(kappa)) {
            throw new IllegalArgumentException("kappa must be a positive number but is " + kappa);
        }
        long begin = System.nanoTime();
        RowBlocks features = data.features();
        GramSpectrum spectrum = GramSpectrum.of(features, threads);
        if (spectrum.rank() == 0) {
            throw new IllegalArgumentException(
                    "all features are 0 after preprocessing: the rows are equal and nothing can be learned from them");
        }
        SpectralProbe probe = SpectralProbe.fit(spectrum, features, new Targets.OneHot(data.given()), threads);
        List<Step> steps = new ArrayList<>();
        Probabilities outputs = Probabilities.of(Matrix.zeros(0, 0));
        Optional<Labels> before = Optional.empty();
        for (int number = 1; number <= rounds + 1; number++) {
            SpectralFilter filter = new SpectralFilter(kappa, number);
            LabelAveraging averaging = new LabelAveraging(spectrum, features, filter, threads);
            Temperature temperature;
            Temperature used;
            Labels predicted;
            outputs.close();
            try (Matrix scores = averaging.scoresWithoutOwnLabel(probe, data.given())) {
                temperature = Temperature.fit(scores, data.given(), threads);
                used = usable(temperature, () -> largest(scores));
                outputs = used.apply(scores, threads);
                predicted = Labels.of(Probabilities.argmax(scores), data.given().names());
            }
            steps.add(new Step(
                    number,
                    softmaxProbe(probe, filter, used, threads),
                    temperature,
                    spectrum.degreesOfFreedom(filter),
                    predicted.agreement(data.given()),
                    data.trueLabels()
                            .map(labels -> OptionalDouble.of(predicted.agreement(labels)))
                            .orElse(OptionalDouble.empty()),
                    before.map(labels -> 1 - predicted.agreement(labels)).orElse(0.0),
                    (System.nanoTime() - begin) / 1e9));
            before = Optional.of(predicted);
            begin = System.nanoTime();
        }
        double lambda = new Penalty.Kappa(kappa).lambda(data.given().classCount(), features.rows());
        return new Result(List.copyOf(steps), lambda, outputs);
    }

    /**
     * The temperature of a step's probe: as fitted, but where scores are useless for given labels, β = 0, one that leaves outputs all but
     * even, so that the largest score stays the largest.
     *
     * @param largest absolute value of a score, asked for where it is needed
     */
    public static Temperature usable(Temperature fitted, DoubleSupplier largest) {
        if (fitted.inverse() > 0) {
            return fitted;
        }
        double most = largest.getAsDouble();
        return new Temperature(most > ROUNDING ? FAINT / most : 0);
    }

    /** The largest absolute value of a score. */
    public static double largest(Matrix scores) {
        double largest = 0;
        float[] row = new float[scores.columns()];
        for (int i = 0; i < scores.rows(); i++) {
            scores.getRows(i, 1, row);
            for (float score : row) {
                largest = Math.max(largest, Math.abs(score));
            }
        }
        return largest;
    }

    /** The probe whose logits are β times the scores x·W⁽ᵗ⁾; their 1/K drops out of the softmax. */
    public static SoftmaxProbe softmaxProbe(
            SpectralProbe probe, SpectralFilter filter, Temperature temperature, int threads) {
        Matrix weights = probe.weights(filter, threads);
        float[] row = new float[weights.columns()];
        for (int i = 0; i < weights.rows(); i++) {
            weights.getRows(i, 1, row);
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (temperature.inverse() * row[j]);
            }
            weights.setRows(i, 1, row);
        }
        return SoftmaxProbe.of(weights, new float[row.length]);
    }
}
