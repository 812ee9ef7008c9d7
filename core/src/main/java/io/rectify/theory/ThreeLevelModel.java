package io.rectify.theory;

import io.rectify.spectral.SpectralFilter;
import java.util.List;
import java.util.OptionalInt;

/**
 * Data whose rows have unit norm and only three correlations: c within a class, d between classes of one superclass, e
 * otherwise. With n = N/K rows per class and m = K/S classes per superclass the Gram matrix has the eigenvalues
 *
 * <p>s₁ = 1 − c (N − K times), s₂ = s₁ + n(c − d) (K − S times), s₃ = s₂ + nm(d − e) (S − 1 times), s₄ = s₃ + nKe (once).
 *
 * <p>They are exact when all classes and all superclasses are of one size; {@link BlockModel} takes any sizes.
 *
 * <p>Source: derived from Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, assumption 2, with superclasses.
 *
 * @param rows N
 * @param classes K
 * @param superclasses S
 */
public record ThreeLevelModel(int rows, int classes, int superclasses, double c, double d, double e) {
    private static final double TIE = 1e-12;

    /**
     * An eigenvalue of the model's Gram matrix.
     *
     * @param multiplicity how often it occurs
     */
    public record Group(double value, int multiplicity) {}

    /** @throws IllegalArgumentException if a number is out of range, or not 1 ≥ c ≥ d ≥ e */
    public ThreeLevelModel {
        if (classes < 2 || superclasses < 1 || superclasses > classes || rows < classes) {
            throw new IllegalArgumentException(
                    "a model needs two classes, from 1 to K superclasses and a row per class but has " + rows
                            + " rows, " + classes + " classes and " + superclasses + " superclasses");
        }
        if (!(1 >= c && c >= d && d >= e)) {
            throw new IllegalArgumentException(
                    "correlations must satisfy 1 >= c >= d >= e but are c = " + c + ", d = " + d + ", e = " + e);
        }
    }

    /**
     * A model with all classes and superclasses of one size: K classes of n rows, superclasses of m classes.
     *
     * @throws IllegalArgumentException also if m does not divide K, or if no rows have these correlations because an
     *     eigenvalue would be negative
     */
    public static ThreeLevelModel balanced(
            int classes, int perClass, int superclassSize, double c, double d, double e) {
        if ((long) classes * perClass > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(classes + " classes of " + perClass + " rows are too many rows");
        }
        if (superclassSize < 1 || classes % superclassSize != 0) {
            throw new IllegalArgumentException(classes + " classes do not divide into superclasses of " + superclassSize
                    + "; BlockModel takes superclasses of unequal sizes");
        }
        ThreeLevelModel model = new ThreeLevelModel(classes * perClass, classes, classes / superclassSize, c, d, e);
        if (!(model.s4() >= -1e-9 * model.rows)) {
            throw new IllegalArgumentException("no rows have the correlations c = " + c + ", d = " + d + ", e = " + e
                    + ": an eigenvalue would be " + model.s4());
        }
        return model;
    }

    /** Whether classes and superclasses can all be of one size. */
    public boolean isBalanced() {
        return rows % classes == 0 && classes % superclasses == 0;
    }

    /** n, rows per class on average. */
    public double perClass() {
        return (double) rows / classes;
    }

    /** m, classes per superclass on average. */
    public double superclassSize() {
        return (double) classes / superclasses;
    }

    /** s₁, s₂, s₃, s₄ with their multiplicities. */
    public List<Group> groups() {
        double s1 = 1 - c;
        double s2 = s1 + perClass() * (c - d);
        double s3 = s2 + perClass() * superclassSize() * (d - e);
        return List.of(
                new Group(s1, rows - classes),
                new Group(s2, classes - superclasses),
                new Group(s3, superclasses - 1),
                new Group(Math.max(0, s4()), 1));
    }

    private double s4() {
        return 1 - c + perClass() * (c - d) + perClass() * superclassSize() * (d - e) + rows * e;
    }

    /**
     * The outputs of step t for a row of true class k with given label y, when the labels given to class l are distributed
     * exactly as row l of the corruption matrix: p₁ᵗ·y + (p₂ᵗ−p₁ᵗ)·ȳ_class + (p₃ᵗ−p₂ᵗ)·ȳ_superclass + (p₄ᵗ−p₃ᵗ)·ȳ_all − p₄ᵗ/K
     * + 1/K with p = s/(s+μ).
     *
     * @param corruption K×K, row = true class; superclass q holds the classes qm … (q+1)m − 1
     * @throws IllegalArgumentException if the model is not balanced or the matrix does not fit
     */
    public double[] outputs(double[][] corruption, int trueClass, int given, SpectralFilter filter) {
        if (!isBalanced() || corruption.length != classes) {
            throw new IllegalArgumentException("outputs need a balanced model and a corruption matrix of " + classes
                    + " classes but the model has " + rows + " rows, " + superclasses + " superclasses and the matrix "
                    + corruption.length + " rows");
        }
        double[] kept =
                groups().stream().mapToDouble(g -> filter.keep(g.value())).toArray();
        int size = classes / superclasses;
        int first = trueClass / size * size;
        double[] outputs = new double[classes];
        for (int j = 0; j < classes; j++) {
            double superclassMean = 0;
            double allMean = 0;
            for (int l = 0; l < classes; l++) {
                allMean += corruption[l][j] / classes;
                superclassMean += l >= first && l < first + size ? corruption[l][j] / size : 0;
            }
            outputs[j] = kept[0] * (j == given ? 1 : 0)
                    + (kept[1] - kept[0]) * corruption[trueClass][j]
                    + (kept[2] - kept[1]) * superclassMean
                    + (kept[3] - kept[2]) * allMean
                    + (1 - kept[3]) / classes;
        }
        return outputs;
    }

    /** p₂/p₁ (NaN if both are 0, when rows of different classes are equal): how much faster a step shrinks what is particular to a row than what its class has in common. */
    public double ratio(double mu) {
        SpectralFilter step = new SpectralFilter(mu, 1);
        double ofClass = groups().get(superclasses == classes ? 2 : 1).value();
        return step.keep(ofClass) / step.keep(1 - c);
    }

    /**
     * The smallest step at which every row of a class is classified right: ⌊ln(1 + 1/Δ)/ln(p₂/p₁)⌋ + 1, for noise that is
     * symmetric inside superclasses; none if Δ ≤ 0, or if classes are no more correlated than superclasses (c = d).
     * Where every class is its own superclass, s₃ takes the place of s₂.
     *
     * @param delta Δ = min C_kk − C_kj over the classes j that class k is corrupted to; infinite if there is none
     */
    public OptionalInt minimalStep(double delta, double mu) {
        double rate = Math.log(ratio(mu));
        if (Double.isInfinite(delta) && delta > 0 && !Double.isNaN(rate)) {
            return OptionalInt.of(1);
        }
        if (!(delta > 0) || !(rate > 0)) {
            return OptionalInt.empty();
        }
        // Where the ratio is a whole number the classes tie at that step; rounding must not make it the smaller one.
        double step = Math.floor(Math.log1p(1 / delta) / rate * (1 + TIE)) + 1;
        return step < Integer.MAX_VALUE ? OptionalInt.of((int) step) : OptionalInt.empty();
    }

    /**
     * The share of wrong labels from which on step 1, the teacher, no longer classifies every row right, if wrong labels fall evenly on
     * the other classes of the superclass, or on all others where every class is its own: step 1 is enough while Δ > 1/(p₂/p₁ − 1), and
     * Δ = 1 − ηm/(m − 1) for a share η among m classes. 0 where step 1 is never enough.
     */
    public double teacherSuffices(double mu) {
        double m = superclasses == classes ? classes : superclassSize();
        double least = 1 / (ratio(mu) - 1);
        return ratio(mu) > 1 && least < 1 && m > 1 ? (1 - least) * (m - 1) / m : 0;
    }
}
