package io.rectify.probe;

import java.util.List;

/** The learning rate as a function of time, which is counted in epochs and may lie between them. */
public sealed interface LearningRate {
    /**
     * @param epoch epochs passed, from 0 to {@code epochs}
     * @param epochs how many there will be
     */
    double at(double epoch, double epochs);

    /** The same rate throughout. */
    record Constant(double rate) implements LearningRate {
        /** @throws IllegalArgumentException if the rate is not positive and finite */
        public Constant {
            checkPositive(rate, "learning rate");
        }

        @Override
        public double at(double epoch, double epochs) {
            return rate;
        }
    }

    /**
     * Multiplied by a factor at each milestone.
     *
     * @param rate before the first milestone
     * @param factor in (0, 1]
     * @param milestones in epochs
     */
    record Step(double rate, double factor, List<Double> milestones) implements LearningRate {
        /** @throws IllegalArgumentException if the rate is not positive and finite or the factor outside (0, 1] */
        public Step {
            checkPositive(rate, "learning rate");
            if (!(factor > 0 && factor <= 1)) {
                throw new IllegalArgumentException("factor of the learning rate must lie in (0, 1] but is " + factor);
            }
            milestones = List.copyOf(milestones);
        }

        @Override
        public double at(double epoch, double epochs) {
            return rate
                    * Math.pow(
                            factor,
                            milestones.stream()
                                    .filter(milestone -> epoch >= milestone)
                                    .count());
        }
    }

    /** rate·(1 + cos(π·epoch/epochs))/2 (Loshchilov &amp; Hutter 2017, without restarts). */
    record Cosine(double rate) implements LearningRate {
        /** @throws IllegalArgumentException if the rate is not positive and finite */
        public Cosine {
            checkPositive(rate, "learning rate");
        }

        @Override
        public double at(double epoch, double epochs) {
            return epochs > 0 ? rate * (1 + Math.cos(Math.PI * epoch / epochs)) / 2 : rate;
        }
    }

    /**
     * Linear from 0 up to the beginning of another schedule, which has the epochs that are left.
     *
     * @param warmUp length in epochs
     */
    record WarmUp(double warmUp, LearningRate then) implements LearningRate {
        /** @throws IllegalArgumentException if the length is not positive and finite */
        public WarmUp {
            checkPositive(warmUp, "length of the warm-up");
        }

        @Override
        public double at(double epoch, double epochs) {
            double left = Math.max(0, epochs - warmUp);
            return epoch < warmUp ? then.at(0, left) * epoch / warmUp : then.at(epoch - warmUp, left);
        }
    }

    private static void checkPositive(double value, String what) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite but is " + value);
        }
    }
}
