package io.rectify.select;

import io.rectify.data.Labels;

/**
 * What candidates are fitted to: N labels, some of which may be known to be right, and then decide.
 *
 * @param labels N
 * @param weights for each row how many rows it stands for, if it is one of a random sample whose labels are right; otherwise 0
 */
public record Taught(Labels labels, double[] weights) {
    /** @throws IllegalArgumentException if there are not N weights, or one is negative or no number */
    public Taught {
        if (weights.length != labels.size()) {
            throw new IllegalArgumentException("labels have " + labels.size() + " rows but weights " + weights.length);
        }
        for (double weight : weights) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a row cannot stand for " + weight + " rows");
            }
        }
        weights = weights.clone();
    }

    /** Labels of which none is known to be right. */
    public static Taught unreviewed(Labels labels) {
        return new Taught(labels, new double[labels.size()]);
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    double standsFor(int row) {
        return weights[row];
    }

    /** These rows alone. */
    Taught select(int[] rows) {
        double[] selected = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = weights[rows[i]];
        }
        return new Taught(labels.select(rows), selected);
    }
}
