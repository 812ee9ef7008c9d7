package io.rectify.studies;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The measures of finished cells, or of a choice of them. Immutable. */
final class Results {
    private final Map<Key, List<Measures.Measure>> cells;

    Results(Map<Key, List<Measures.Measure>> cells) {
        this.cells = cells;
    }

    Collection<Key> keys() {
        return cells.keySet();
    }

    boolean isEmpty() {
        return cells.isEmpty();
    }

    /** The cells with this value of a key column. */
    Results where(String column, Object value) {
        return where(key -> key.get(column).equals(value.toString()));
    }

    Results where(Predicate<Key> wanted) {
        Map<Key, List<Measures.Measure>> chosen = new LinkedHashMap<>();
        cells.forEach((key, measures) -> {
            if (wanted.test(key)) {
                chosen.put(key, measures);
            }
        });
        return new Results(chosen);
    }

    /** Every cell by itself. */
    List<Results> each() {
        return cells.entrySet().stream()
                .map(cell -> new Results(Map.of(cell.getKey(), cell.getValue())))
                .toList();
    }

    /** The values of a key column, in the order of the cells. */
    List<String> distinct(String column) {
        return cells.keySet().stream()
                .map(key -> key.get(column))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    /** The values of a key column of numbers. */
    double[] numbers(String column) {
        return distinct(column).stream().mapToDouble(Double::parseDouble).toArray();
    }

    /** Whether all cells have the metric. */
    boolean has(String metric) {
        return cells.values().stream()
                .allMatch(list ->
                        list.stream().anyMatch(measure -> measure.metric().equals(metric)));
    }

    /** Whether the only cell has the metric at this position. */
    boolean hasAt(String metric, int at) {
        return only().stream()
                .anyMatch(measure ->
                        measure.metric().equals(metric) && measure.at().equals(Integer.toString(at)));
    }

    /** A metric of the only cell. */
    double number(String metric) {
        return Double.parseDouble(find(only(), metric, ""));
    }

    double number(String metric, int at) {
        return Double.parseDouble(find(only(), metric, Integer.toString(at)));
    }

    /** A text of the only cell. */
    String text(String metric) {
        return find(only(), metric, "");
    }

    String text(String metric, int at) {
        return find(only(), metric, Integer.toString(at));
    }

    /** A metric of the only cell, by position. */
    double[] series(String metric) {
        return only().stream()
                .filter(measure -> measure.metric().equals(metric))
                .sorted(Comparator.comparingInt(measure -> Integer.parseInt(measure.at())))
                .mapToDouble(measure -> Double.parseDouble(measure.value()))
                .toArray();
    }

    /** A vector of the only cell. */
    double[] vector(String metric, int at) {
        return Arrays.stream(text(metric, at).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Mean and deviation of a metric over the cells. */
    Spread spread(String metric) {
        return Spread.of(cells.values().stream()
                .mapToDouble(list -> Double.parseDouble(find(list, metric, "")))
                .toArray());
    }

    /** Mean and deviation over the cells at each position that the first of them has. */
    List<Spread> spreads(String metric) {
        return cells.values().stream().findFirst().stream()
                .flatMap(List::stream)
                .filter(measure -> measure.metric().equals(metric))
                .map(measure -> Spread.of(cells.values().stream()
                        .mapToDouble(list -> Double.parseDouble(find(list, metric, measure.at())))
                        .toArray()))
                .toList();
    }

    /** Mean and deviation, over the cells, of the difference between two positions of a metric. */
    Spread differences(String metric, int at, int from) {
        return Spread.of(cells.values().stream()
                .mapToDouble(list -> Double.parseDouble(find(list, metric, Integer.toString(at)))
                        - Double.parseDouble(find(list, metric, Integer.toString(from))))
                .toArray());
    }

    private List<Measures.Measure> only() {
        if (cells.size() != 1) {
            throw new IllegalStateException("expected one cell but there are " + cells.size() + ": " + cells.keySet());
        }
        return Objects.requireNonNull(cells.values().iterator().next());
    }

    private String find(List<Measures.Measure> measures, String metric, String at) {
        return measures.stream()
                .filter(measure ->
                        measure.metric().equals(metric) && measure.at().equals(at))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no " + metric + (at.isEmpty() ? "" : " at " + at) + " in the cells " + cells.keySet()))
                .value();
    }
}
