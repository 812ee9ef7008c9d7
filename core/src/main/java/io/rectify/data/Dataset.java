package io.rectify.data;

import io.rectify.linalg.RowBlocks;
import java.util.List;
import java.util.Optional;

/**
 * Features with the labels that were given for them.
 *
 * @param features N×D
 * @param given N labels, some of them wrong
 * @param trueLabels the N right labels where they are known, for measuring only: no method sees them
 * @param ids names of the N rows, if they have any
 */
public record Dataset(RowBlocks features, Labels given, Optional<Labels> trueLabels, Optional<List<String>> ids) {
    /**
     * @throws IllegalArgumentException if the parts differ in their number of rows, the true labels have other classes,
     *     there is no row or no feature, or there is only one class name
     */
    public Dataset {
        checkRows(features, given.size(), "labels");
        trueLabels.ifPresent(labels -> {
            checkRows(features, labels.size(), "true labels");
            if (!labels.names().equals(given.names())) {
                throw new IllegalArgumentException("true labels and given labels must share one list of class names");
            }
        });
        ids = ids.map(List::copyOf);
        ids.ifPresent(names -> checkRows(features, names.size(), "ids"));
        if (features.rows() == 0 || features.columns() == 0) {
            throw new IllegalArgumentException("no data: features are " + features.rows() + " x " + features.columns());
        }
        if (given.classCount() < 2) {
            throw new IllegalArgumentException(
                    "labels name only one class, '" + given.name(0) + "'; at least two are needed");
        }
    }

    public static Dataset of(RowBlocks features, Labels given) {
        return new Dataset(features, given, Optional.empty(), Optional.empty());
    }

    /** The named rows in the order given, as {@link RowBlocks#select} gives them. */
    public Dataset select(int[] rows) {
        return new Dataset(
                features.select(rows),
                given.select(rows),
                trueLabels.map(labels -> labels.select(rows)),
                ids.map(names ->
                        java.util.Arrays.stream(rows).mapToObj(names::get).toList()));
    }

    /** The same rows under other features. */
    public Dataset withFeatures(RowBlocks newFeatures) {
        return new Dataset(newFeatures, given, trueLabels, ids);
    }

    /** The same with indices into another list of class names, as {@link Labels#withNames} has them. */
    public Dataset withClasses(List<String> names) {
        return new Dataset(features, given.withNames(names), trueLabels.map(labels -> labels.withNames(names)), ids);
    }

    public Dataset withGiven(Labels labels) {
        return new Dataset(features, labels, trueLabels, ids);
    }

    private static void checkRows(RowBlocks features, int rows, String what) {
        if (features.rows() != rows) {
            throw new IllegalArgumentException(
                    "features has " + features.rows() + " rows but " + what + " has " + rows);
        }
    }
}
