package io.rectify.smooth;

import io.rectify.data.Labels;
import io.rectify.data.Targets;
import io.rectify.probe.CrossEntropy;
import io.rectify.probe.Parameter;
import java.util.Locale;

/**
 * Label smoothing (Szegedy et al. 2016): a share ε of each target is taken from the label and spread evenly.
 *
 * @param epsilon ε, from 0 (one-hot) to 1
 * @param spread over which classes
 */
public record LabelSmoothing(
        @Parameter(name = "epsilon", description = "what is taken from the label, from 0 to 1")
        double epsilon,

        @Parameter(name = "spread", description = "over which classes it is spread, all or others")
        Spread spread)
        implements Smoothing {
    /** Over which classes ε is spread. The same targets arise from {@link #ALL} with ε and {@link #OTHERS} with ε(K−1)/K. */
    public enum Spread {
        /** 1−ε on the label, ε/(K−1) on every other class (Zhang &amp; Sabuncu 2020). */
        OTHERS,
        /** 1−ε+ε/K on the label, ε/K on every other class. */
        ALL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if ε is outside [0, 1] */
    public LabelSmoothing {
        Shares.check(epsilon, "epsilon");
    }

    /** T, a new N×K matrix. */
    public Targets.Soft targets(Labels given) {
        int k = given.classCount();
        double other = spread == Spread.ALL ? epsilon / k : epsilon / (k - 1);
        return OwnAndOthers.targets(given, 1 - (k - 1) * other, other);
    }

    @Override
    public String description() {
        return "label smoothing, epsilon = " + epsilon + " over " + (spread == Spread.ALL ? "all" : "other")
                + " classes";
    }

    @Override
    public CrossEntropy loss(Labels given) {
        return new CrossEntropy(targets(given));
    }
}
