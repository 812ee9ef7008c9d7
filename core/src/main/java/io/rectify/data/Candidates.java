package io.rectify.data;

/** A set of k distinct candidate classes for each of N rows: partial labels. Immutable. */
public final class Candidates {
    private final int[] flat;
    private final int size;
    private final int classes;

    private Candidates(int[] flat, int size, int classes) {
        this.flat = flat;
        this.size = size;
        this.classes = classes;
    }

    /**
     * The k most probable classes of each row.
     *
     * @throws IllegalArgumentException if k is outside 1 … K
     */
    public static Candidates top(Probabilities probabilities, int k) {
        int classes = probabilities.classes();
        if (k < 1 || k > classes) {
            throw new IllegalArgumentException(
                    "candidates per row must lie between 1 and " + classes + " but are " + k);
        }
        int[] flat = new int[Math.multiplyExact(probabilities.rows(), k)];
        float[] row = new float[classes];
        for (int i = 0; i < probabilities.rows(); i++) {
            probabilities.matrix().getRows(i, 1, row);
            System.arraycopy(Probabilities.largest(row, k), 0, flat, i * k, k);
        }
        return new Candidates(flat, k, classes);
    }

    /** Number of rows, N. */
    public int rows() {
        return flat.length / size;
    }

    /** Number of classes, K. */
    public int classes() {
        return classes;
    }

    /** Candidates per row, k. */
    public int size() {
        return size;
    }

    /** The c-th candidate of a row, most probable first. */
    public int get(int row, int c) {
        return flat[row * size + c];
    }

    public boolean contains(int row, int label) {
        for (int c = 0; c < size; c++) {
            if (get(row, c) == label) {
                return true;
            }
        }
        return false;
    }

    /** Share of rows whose true label is among the candidates. */
    public double coverage(Labels labels) {
        if (labels.size() != rows() || labels.classCount() != classes) {
            throw new IllegalArgumentException("candidates have " + rows() + " rows of " + classes
                    + " classes but labels has " + labels.size() + " of " + labels.classCount());
        }
        int covered = 0;
        for (int i = 0; i < labels.size(); i++) {
            covered += contains(i, labels.get(i)) ? 1 : 0;
        }
        return (double) covered / labels.size();
    }
}
