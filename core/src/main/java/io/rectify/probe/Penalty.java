package io.rectify.probe;

/** Strength of the ridge penalty (λ/2)‖W‖², given directly or comparably across data sets. */
public sealed interface Penalty {
    /**
     * λ for K classes and N rows.
     *
     * @param rows N, or the sum of the row weights
     */
    double lambda(int classes, double rows);

    /** κ = K·N·λ for K classes and N rows. */
    double kappa(int classes, double rows);

    /** λ itself. */
    record Lambda(double value) implements Penalty {
        /** @throws IllegalArgumentException if the value is negative or not finite */
        public Lambda {
            check(value, "lambda");
        }

        @Override
        public double lambda(int classes, double rows) {
            return value;
        }

        @Override
        public double kappa(int classes, double rows) {
            return value * classes * rows;
        }
    }

    /** κ = K·N·λ, comparable across data sets on centred, normalised rows; useful from about 5 to 500. */
    record Kappa(double value) implements Penalty {
        /** @throws IllegalArgumentException if the value is negative or not finite */
        public Kappa {
            check(value, "kappa");
        }

        @Override
        public double lambda(int classes, double rows) {
            return value / (classes * rows);
        }

        @Override
        public double kappa(int classes, double rows) {
            return value;
        }
    }

    private static void check(double value, String name) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a finite number of at least 0 but is " + value);
        }
    }
}
