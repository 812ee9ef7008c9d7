package io.rectify.probe;

import io.rectify.data.Probabilities;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a {@link Model} says of some rows, in plain Java memory. Immutable. */
public final class Prediction {
    private static final int SHOWN = 10;

    private final List<String> classNames;
    private final int[] best;
    private final float[][] probabilities;

    private Prediction(List<String> classNames, int[] best, float[][] probabilities) {
        this.classNames = classNames;
        this.best = best;
        this.probabilities = probabilities;
    }

    static Prediction of(Probabilities outputs, List<String> classNames) {
        float[][] rows = new float[outputs.rows()][];
        Arrays.setAll(rows, i -> outputs.matrix().row(i));
        return new Prediction(classNames, outputs.argmax(), rows);
    }

    /** Number of rows, N. */
    public int size() {
        return best.length;
    }

    /** The names of all K classes, in the order of {@link #probabilities}. */
    public List<String> classNames() {
        return classNames;
    }

    /** The most probable class of each row, by name; the first of equals. */
    public List<String> labels() {
        return Arrays.stream(best).mapToObj(classNames::get).toList();
    }

    /** The most probable class of one row, by name. */
    public String label(int row) {
        return classNames.get(best[row]);
    }

    /** Its probability. */
    public float confidence(int row) {
        return probabilities[row][best[row]];
    }

    /** The probabilities of all K classes for one row; a copy. */
    public float[] probabilities(int row) {
        return probabilities[row].clone();
    }

    /** Labels and confidences of the first rows, such as "[spam (0.98), ham (0.71)]". */
    @Override
    public String toString() {
        return IntStream.range(0, Math.min(SHOWN, size()))
                .mapToObj(i -> String.format(Locale.ROOT, "%s (%.2f)", label(i), confidence(i)))
                .collect(Collectors.joining(", ", "[", size() > SHOWN ? ", ... " + size() + " rows]" : "]"));
    }
}
