package io.rectify.formats;

import java.util.Optional;
import java.util.Set;

/**
 * How labels are read as classes.
 *
 * @param unlabelled labels that mean that none was given, besides what is missing; if absent −1, where all labels are whole numbers
 *     and there are other classes than −1 and 1
 * @param normalise whether names that differ only in case, spaces or Unicode normal form are one class, named as most rows have it
 */
public record LabelRules(Optional<Set<String>> unlabelled, boolean normalise) {
    public static final LabelRules DEFAULTS = new LabelRules(Optional.empty(), false);

    public LabelRules {
        unlabelled = unlabelled.map(Set::copyOf);
    }
}
