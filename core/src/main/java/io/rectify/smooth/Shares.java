package io.rectify.smooth;

/** The check of a number from 0 to 1. */
final class Shares {
    private Shares() {}

    static void check(double value, String name) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must lie in [0, 1] but is " + value);
        }
    }
}
