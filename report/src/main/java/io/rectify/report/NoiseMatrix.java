package io.rectify.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Estimated noise: how often rows that truly belong to class i were given label j.
 *
 * @param classes names of the K classes
 * @param givenByTrue K lists of K probabilities, {@code P(given = j | true = i)}, row i for true class i; rows sum to 1,
 *     except that a row of zeros says that nothing is known of its class
 */
public record NoiseMatrix(List<String> classes, List<List<Double>> givenByTrue) {
    private static final double ROUNDING = 1e-3;

    /**
     * Two classes that are confused.
     *
     * @param trueClass index of what rows really are
     * @param givenClass index of the label they were given
     * @param probability of that label among rows of the true class
     */
    record Pair(int trueClass, int givenClass, double probability) {}

    /**
     * @throws IllegalArgumentException if there are fewer than two classes, a name occurs twice, the matrix is not K×K,
     *     a value is no probability, or a row sums to neither 1 nor 0
     */
    public NoiseMatrix {
        classes = List.copyOf(classes);
        givenByTrue = givenByTrue.stream().map(List::copyOf).toList();
        if (classes.size() < 2) {
            throw new IllegalArgumentException("a noise matrix needs two classes but has " + classes.size());
        }
        Require.distinct("classes", classes);
        Require.sameSize("givenByTrue", givenByTrue.size(), "classes", classes.size());
        for (int i = 0; i < givenByTrue.size(); i++) {
            checkRow(i, givenByTrue.get(i), classes.size());
        }
    }

    private static void checkRow(int index, List<Double> row, int classes) {
        String name = "row " + index + " of givenByTrue";
        Require.sameSize(name, row.size(), "classes", classes);
        double sum = 0;
        for (double value : row) {
            Require.share(name, value);
            sum += value;
        }
        if (sum != 0 && !(Math.abs(sum - 1) <= ROUNDING)) {
            throw new IllegalArgumentException(name + " must sum to 1 (or 0 if unknown) but sums to " + sum);
        }
    }

    /** The same from an array, which is copied. */
    public static NoiseMatrix of(List<String> classes, double[][] givenByTrue) {
        List<List<Double>> rows = new ArrayList<>(givenByTrue.length);
        for (double[] row : givenByTrue) {
            rows.add(IntStream.range(0, row.length).mapToObj(j -> row[j]).toList());
        }
        return new NoiseMatrix(classes, rows);
    }

    /** {@code P(given | true)}. */
    double probability(int trueClass, int givenClass) {
        return givenByTrue.get(trueClass).get(givenClass);
    }

    /** The pairs of different classes that are confused most, most first, none of probability 0. */
    List<Pair> mostConfused(int limit) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            for (int j = 0; j < classes.size(); j++) {
                double probability = probability(i, j);
                if (i != j && probability > 0) {
                    pairs.add(new Pair(i, j, probability));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::probability).reversed());
        return List.copyOf(pairs.subList(0, Math.min(limit, pairs.size())));
    }

    /** Indices of the classes that some pair names, ascending. */
    static List<Integer> involved(List<Pair> pairs) {
        return pairs.stream()
                .flatMap(pair ->
                        IntStream.of(pair.trueClass(), pair.givenClass()).boxed())
                .distinct()
                .sorted()
                .toList();
    }
}
