package io.rectify.studies;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What a cell measured: values by metric and, where there are several, by position. Numbers are kept to seven digits. */
public final class Measures {
    private static final MathContext DIGITS = new MathContext(7);

    /**
     * One line of the file.
     *
     * @param at a round, a row, a rank; empty where the metric is one number
     */
    record Measure(String metric, String at, String value) {}

    private final List<Measure> measures = new ArrayList<>();

    public void put(String metric, double value) {
        putText(metric, "", written(value));
    }

    void put(String metric, int at, double value) {
        putText(metric, Integer.toString(at), written(value));
    }

    /** Numbers at 1, 2, … */
    void putSeries(String metric, double[] values) {
        for (int i = 0; i < values.length; i++) {
            put(metric, i + 1, values[i]);
        }
    }

    /** Numbers that are read as a whole, such as the row of a matrix, in one line. */
    void putVector(String metric, int at, double[] values) {
        putText(
                metric,
                Integer.toString(at),
                Arrays.stream(values).mapToObj(Measures::written).collect(Collectors.joining(" ")));
    }

    /** A text that is the only one of its metric. */
    public void putText(String metric, String value) {
        putText(metric, "", value);
    }

    void putText(String metric, int at, String value) {
        putText(metric, Integer.toString(at), value);
    }

    private void putText(String metric, String at, String value) {
        measures.add(new Measure(metric, at, value));
    }

    List<Measure> all() {
        return measures;
    }

    private static String written(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return rounded.precision() - rounded.scale() > -4 && rounded.scale() > -7
                ? rounded.toPlainString()
                : rounded.toString();
    }
}
