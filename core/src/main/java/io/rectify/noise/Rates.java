package io.rectify.noise;

/** What all corruptions ask of a rate. */
final class Rates {
    private Rates() {}

    /** @throws IllegalArgumentException if the rate is outside [0, 1] */
    static void check(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("corruption rate must lie between 0 and 1 but is " + rate);
        }
    }
}
