package io.rectify.report;

import java.util.Collection;
import java.util.HashSet;

/** What the model's records demand of their components; messages name the component and its value. */
final class Require {
    private Require() {}

    /** @throws IllegalArgumentException unless the value is between 0 and 1 */
    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1 but is " + value);
        }
    }

    /** @throws IllegalArgumentException unless the value is finite and not negative */
    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and not negative but is " + value);
        }
    }

    /** @throws IllegalArgumentException if the value is negative */
    static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative but is " + value);
        }
    }

    /** @throws IllegalArgumentException if the text is blank */
    static void notBlank(String name, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
    }

    /** @throws IllegalArgumentException if the collection is empty */
    static void notEmpty(String name, Collection<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
    }

    /** @throws IllegalArgumentException if the sizes differ */
    static void sameSize(String name, int size, String otherName, int otherSize) {
        if (size != otherSize) {
            throw new IllegalArgumentException(
                    name + " has " + size + " values but " + otherName + " has " + otherSize);
        }
    }

    /** @throws IllegalArgumentException if a name occurs twice */
    static void distinct(String name, Collection<String> values) {
        HashSet<String> seen = new HashSet<>();
        for (String value : values) {
            if (!seen.add(value)) {
                throw new IllegalArgumentException(name + " holds '" + value + "' twice");
            }
        }
    }
}
