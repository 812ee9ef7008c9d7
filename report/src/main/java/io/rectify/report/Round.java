package io.rectify.report;

import java.util.OptionalDouble;

/**
 * A step of the training.
 *
 * @param name for example {@code teacher} or {@code student 1}
 * @param agreement share of training rows whose prediction is the given label
 * @param trueAccuracy share of training rows whose prediction is the true label, if true labels are known
 * @param testAccuracy share of test rows predicted right, if there are test rows
 */
public record Round(String name, double agreement, OptionalDouble trueAccuracy, OptionalDouble testAccuracy) {
    /** @throws IllegalArgumentException if name is blank or a share is not between 0 and 1 */
    public Round {
        Require.notBlank("name", name);
        Require.share("agreement", agreement);
        trueAccuracy.ifPresent(value -> Require.share("trueAccuracy", value));
        testAccuracy.ifPresent(value -> Require.share("testAccuracy", value));
    }
}
