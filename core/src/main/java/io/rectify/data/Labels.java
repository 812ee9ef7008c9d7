package io.rectify.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** One class for each of N rows: indices 0 … K−1 into a list of K distinct class names. Immutable. */
public final class Labels {
    private final int[] classes;
    private final List<String> names;

    private Labels(int[] classes, List<String> names) {
        this.classes = classes;
        this.names = names;
    }

    /**
     * @param classes a class index for each row; copied
     * @param names the names of all K classes, whether or not a row has them
     * @throws IllegalArgumentException if an index is outside 0 … K−1, or names repeat
     */
    public static Labels of(int[] classes, List<String> names) {
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("class names must be distinct");
        }
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] < 0 || classes[i] >= names.size()) {
                throw new IllegalArgumentException("row " + i + " has class index " + classes[i] + " but there are "
                        + names.size() + " classes, 0 to " + (names.size() - 1));
            }
        }
        return new Labels(classes.clone(), List.copyOf(names));
    }

    /** Labels whose class names are the numbers 0 … K−1. */
    public static Labels of(int[] classes, int classCount) {
        String[] names = new String[classCount];
        Arrays.setAll(names, Integer::toString);
        return of(classes, List.of(names));
    }

    /** Labels as texts; classes are their distinct values, as {@link ClassOrder#distinctSorted} orders them. */
    public static Labels of(List<String> labels) {
        List<String> names = ClassOrder.distinctSorted(labels);
        Map<String, Integer> index = new HashMap<>();
        names.forEach(name -> index.put(name, index.size()));
        return new Labels(labels.stream().mapToInt(index::get).toArray(), names);
    }

    /** Number of rows, N. */
    public int size() {
        return classes.length;
    }

    /** Number of classes, K. */
    public int classCount() {
        return names.size();
    }

    /** Class index of a row. */
    public int get(int row) {
        return classes[row];
    }

    public String name(int row) {
        return names.get(classes[row]);
    }

    public List<String> names() {
        return names;
    }

    /** The class name of each row. */
    public List<String> toList() {
        return Arrays.stream(classes).mapToObj(names::get).toList();
    }

    public int[] toArray() {
        return classes.clone();
    }

    /** Number of rows of each class. */
    public int[] counts() {
        int[] counts = new int[names.size()];
        for (int c : classes) {
            counts[c]++;
        }
        return counts;
    }

    /**
     * Number of rows on which two lists of labels of the same classes agree.
     *
     * @throws IllegalArgumentException if they differ in length or in the number of classes
     */
    public int agreements(Labels that) {
        if (that.classes.length != classes.length || that.names.size() != names.size()) {
            throw new IllegalArgumentException(this + " cannot be compared with " + that);
        }
        int equal = 0;
        for (int i = 0; i < classes.length; i++) {
            equal += classes[i] == that.classes[i] ? 1 : 0;
        }
        return equal;
    }

    /**
     * Share of rows on which two lists of labels agree, |{i : gᵢ = hᵢ}| / N; NaN if there are no rows.
     *
     * @throws IllegalArgumentException if they differ in length or in the number of classes
     */
    public double agreement(Labels that) {
        return (double) agreements(that) / classes.length;
    }

    /**
     * The same of predictions of these classes.
     *
     * @param predicted a class for each row
     * @throws IllegalArgumentException if they differ in length, or a prediction is no class
     */
    public double agreement(int[] predicted) {
        return agreement(of(predicted, names));
    }

    /** The labels of the named rows, in the order given, with the same class names. */
    public Labels select(int[] rows) {
        return new Labels(Arrays.stream(rows).map(row -> classes[row]).toArray(), names);
    }

    /**
     * The same labels with indices into another list of class names.
     *
     * @throws IllegalArgumentException if a class that has rows is not among them, or names repeat
     */
    public Labels withNames(List<String> others) {
        int[] index = names.stream().mapToInt(others::indexOf).toArray();
        return of(Arrays.stream(classes).map(k -> index[k]).toArray(), others);
    }

    /** The labels after each row's class has been mapped to another class of the same list. */
    public Labels map(IntUnaryOperator newClassOfRow) {
        int[] mapped = new int[classes.length];
        Arrays.setAll(mapped, newClassOfRow);
        return of(mapped, names);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labels that && Arrays.equals(classes, that.classes) && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(classes) + names.hashCode();
    }

    @Override
    public String toString() {
        return classes.length + " labels of " + names.size() + " classes";
    }
}
