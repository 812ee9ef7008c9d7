package io.rectify.noise;

import io.rectify.data.Labels;
import io.rectify.linalg.DeepCopy;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Wrong labels on purpose, for experiments: class i becomes class j with probability C_ij, independently of the features.
 * Every row of the transition matrix C sums to 1.
 *
 * <p>Source of the kinds: Jeong &amp; Chung, ICLR 2025, arXiv 2402.10482, experiments.
 */
public sealed interface Corruption {
    /** Most classes that {@link #apply} takes. */
    int MAX_CLASSES = 10_000;

    /**
     * C, K×K, row = true class, column = given class.
     *
     * @throws IllegalArgumentException if the corruption was described for another number of classes
     */
    double[][] transitions(int classes);

    /**
     * The labels after corruption. One random number per row, taken in the order of the rows from a {@link
     * SplittableRandom} of the given seed: the same on every machine.
     *
     * @throws IllegalArgumentException if there are more than {@value #MAX_CLASSES} classes, or as {@link #transitions}
     */
    default Labels apply(Labels labels, long seed) {
        if (labels.classCount() > MAX_CLASSES) {
            throw new IllegalArgumentException("corruption is limited to " + MAX_CLASSES
                    + " classes, whose transition matrix " + "takes 800 MB, but there are " + labels.classCount());
        }
        double[][] transitions = transitions(labels.classCount());
        SplittableRandom random = new SplittableRandom(seed);
        return labels.map(row -> draw(transitions[labels.get(row)], random.nextLong()));
    }

    /**
     * The shares in which the classes of a first list of labels became those of a second: C_ij = share of the rows of class
     * i that the second list gives class j. A class without rows in the first list stays clean.
     *
     * @throws IllegalArgumentException if the lists differ in length or number of classes
     */
    static Transition between(Labels right, Labels given) {
        int k = right.classCount();
        if (given.size() != right.size() || given.classCount() != k) {
            throw new IllegalArgumentException(right + " cannot be compared with " + given);
        }
        double[][] shares = new double[k][k];
        int[] counts = right.counts();
        for (int i = 0; i < right.size(); i++) {
            shares[right.get(i)][given.get(i)] += 1.0 / counts[right.get(i)];
        }
        for (int c = 0; c < k; c++) {
            shares[c][c] = counts[c] == 0 ? 1 : shares[c][c];
        }
        return new Transition(shares);
    }

    /** The class whose share of [0, 1) holds the number made of the 53 high bits. */
    private static int draw(double[] probabilities, long bits) {
        double u = (bits >>> 11) * 0x1.0p-53;
        int last = 0;
        double cumulative = 0;
        for (int j = 0; j < probabilities.length; j++) {
            if (probabilities[j] > 0) {
                last = j;
                cumulative += probabilities[j];
                if (u < cumulative) {
                    return j;
                }
            }
        }
        return last;
    }

    /** η/(K−1) for every other class. */
    record Symmetric(double rate) implements Corruption {
        /** @throws IllegalArgumentException if the rate is outside [0, 1] */
        public Symmetric {
            Rates.check(rate);
        }

        @Override
        public double[][] transitions(int classes) {
            return new Superclass(rate, new int[classes]).transitions(classes);
        }
    }

    /**
     * η/K for every other class and η/K more for class (k+1) mod K: with probability η a label is redrawn from all classes alike, and
     * becomes the next class where that draws its own. It is as good as {@link Symmetric} where classes are many: the next class takes
     * 2/K of the wrong labels, and half the absolute difference of the two matrices' rows is η·(2/K − 1/(K−1)), 4 % of the labels at K =
     * 10 and η = ½ but .6 % at K = 77. Structure that many classes do not dilute have {@link Pair}, {@link Nearest} and
     * {@link Superclass}.
     */
    record Asymmetric(double rate) implements Corruption {
        /** @throws IllegalArgumentException if the rate is outside [0, 1] */
        public Asymmetric {
            Rates.check(rate);
        }

        @Override
        public double[][] transitions(int classes) {
            double[][] c = new double[classes][classes];
            for (int i = 0; i < classes; i++) {
                for (int j = 0; j < classes; j++) {
                    c[i][j] = j == i ? 1 - rate : rate / classes;
                }
                c[i][(i + 1) % classes] += rate / classes;
            }
            return c;
        }
    }

    /** η for the one class that each class is taken for. */
    private static double[][] toOne(double rate, int[] taken) {
        double[][] c = new double[taken.length][taken.length];
        for (int i = 0; i < taken.length; i++) {
            c[i][i] = 1 - rate;
            c[i][taken[i]] += rate;
        }
        return c;
    }

    /**
     * η for class (k+1) mod K, in the order of the class names, and nothing for any other: pair flipping.
     *
     * <p>Source: Han et al., NeurIPS 2018, arXiv 1804.06872, figure 2.
     */
    record Pair(double rate) implements Corruption {
        /** @throws IllegalArgumentException if the rate is outside [0, 1] */
        public Pair {
            Rates.check(rate);
        }

        @Override
        public double[][] transitions(int classes) {
            int[] next = new int[classes];
            Arrays.setAll(next, k -> (k + 1) % classes);
            return toOne(rate, next);
        }
    }

    /**
     * η for the class that each class is most easily taken for, and nothing for any other; a class that is taken for itself stays clean.
     *
     * @param nearest index of that class, for each class; {@link NearestClass} finds it from features
     */
    record Nearest(double rate, int[] nearest) implements Corruption {
        /** @throws IllegalArgumentException if the rate is outside [0, 1], or an index is no class */
        public Nearest {
            Rates.check(rate);
            nearest = nearest.clone();
            for (int k = 0; k < nearest.length; k++) {
                if (nearest[k] < 0 || nearest[k] >= nearest.length) {
                    throw new IllegalArgumentException("class " + k + " is taken for class " + nearest[k]
                            + " but there are " + nearest.length + " classes");
                }
            }
        }

        @Override
        public int[] nearest() {
            return nearest.clone();
        }

        @Override
        public double[][] transitions(int classes) {
            checkClasses(nearest.length, classes);
            return toOne(rate, nearest);
        }
    }

    /**
     * η/(m−1) for each of the m−1 other classes of the same superclass; a class alone in its superclass stays clean.
     *
     * @param superclasses index of the superclass of each class
     */
    record Superclass(double rate, int[] superclasses) implements Corruption {
        /** @throws IllegalArgumentException if the rate is outside [0, 1] */
        public Superclass {
            Rates.check(rate);
            superclasses = superclasses.clone();
        }

        @Override
        public int[] superclasses() {
            return superclasses.clone();
        }

        @Override
        public double[][] transitions(int classes) {
            checkClasses(superclasses.length, classes);
            double[][] c = new double[classes][classes];
            for (int i = 0; i < classes; i++) {
                int others = -1;
                for (int superclass : superclasses) {
                    others += superclass == superclasses[i] ? 1 : 0;
                }
                for (int j = 0; j < classes; j++) {
                    if (j == i) {
                        c[i][j] = others == 0 ? 1 : 1 - rate;
                    } else if (superclasses[j] == superclasses[i]) {
                        c[i][j] = rate / others;
                    }
                }
            }
            return c;
        }
    }

    /** Any transition matrix. */
    record Transition(double[][] matrix) implements Corruption {
        /** @throws IllegalArgumentException if an entry is negative or a row does not sum to 1 within 1e-6 */
        public Transition {
            matrix = DeepCopy.of(matrix);
            for (int i = 0; i < matrix.length; i++) {
                if (matrix[i].length != matrix.length) {
                    throw new IllegalArgumentException("transition matrix must be square but row " + i + " has "
                            + matrix[i].length + " entries and there are " + matrix.length + " rows");
                }
                double sum = 0;
                for (int j = 0; j < matrix.length; j++) {
                    if (!(matrix[i][j] >= 0)) {
                        throw new IllegalArgumentException("transition matrix row " + i + ", column " + j + ": found "
                                + matrix[i][j] + ", expected a probability");
                    }
                    sum += matrix[i][j];
                }
                if (!(Math.abs(sum - 1) <= 1e-6)) {
                    throw new IllegalArgumentException(
                            "transition matrix row " + i + " sums to " + sum + ", expected 1");
                }
            }
        }

        @Override
        public double[][] matrix() {
            return DeepCopy.of(matrix);
        }

        @Override
        public double[][] transitions(int classes) {
            checkClasses(matrix.length, classes);
            return DeepCopy.of(matrix);
        }
    }

    private static void checkClasses(int described, int classes) {
        if (described != classes) {
            throw new IllegalArgumentException(
                    "corruption is described for " + described + " classes but there are " + classes);
        }
    }
}
