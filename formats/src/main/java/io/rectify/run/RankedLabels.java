package io.rectify.run;

import io.rectify.audit.LabelIssues;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The labels of an audit in the one order that all its tables and pages have: flagged ones before the others, the more suspicious before the
 * less. The first are listed for a person to look at: all that are flagged, and {@value #LISTED} at least.
 */
public final class RankedLabels {
    /** Rows that are listed at least, flagged or not, if there are so many. */
    public static final int LISTED = 100;

    private final LabelIssues issues;
    private final int[] order;
    private final int[] rank;
    private final int listed;

    public RankedLabels(LabelIssues issues) {
        this.issues = issues;
        this.order = issues.mostSuspicious(issues.given().size());
        this.rank = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i + 1;
        }
        this.listed = issues.mostSuspicious(LISTED).length;
    }

    /** The rows to look at, first to last. */
    public int[] listed() {
        return Arrays.copyOf(order, listed);
    }

    /** The flagged ones of them. */
    public int[] flagged() {
        return issues.flagged();
    }

    /** What is said of the label of a row: the suggestion is its most probable class, of a flagged row the most probable other one. */
    public LabelVerdict verdict(int row) {
        return verdict(row, issues.suggested().name(row), issues.confidence()[row]);
    }

    /** The same for a person to decide about: the suggestion is the most probable other class, whether the label is flagged or not. */
    public LabelVerdict question(int row) {
        return verdict(row, issues.alternative(row), issues.alternativeProbability(row));
    }

    private LabelVerdict verdict(int row, String suggested, double confidence) {
        String given = issues.given().name(row);
        return new LabelVerdict(
                Optional.of(given),
                suggested,
                OptionalDouble.of(Math.min(1, issues.wrong()[row])),
                Math.min(1, confidence),
                OptionalInt.of(rank[row]),
                Optional.of(
                        rank[row] <= issues.flagged().length
                                ? issues.suggested().name(row)
                                : given));
    }
}
