package io.rectify.formats;

import io.rectify.linalg.Matrix;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table that has been read as a whole.
 *
 * @param features N×D; D is 0 if features were not read
 * @param featureNames the D names of the feature columns; empty if they have none of their own
 * @param texts the columns of N texts that there are
 */
public record Table(Matrix features, List<String> featureNames, Map<TableRole, List<String>> texts)
        implements AutoCloseable {
    /**
     * @throws IllegalArgumentException if the parts differ in their number of rows or columns
     */
    public Table {
        featureNames = List.copyOf(featureNames);
        if (!featureNames.isEmpty() && featureNames.size() != features.columns()) {
            throw new IllegalArgumentException(
                    featureNames.size() + " names for " + features.columns() + " columns of features");
        }
        Map<TableRole, List<String>> copy = new EnumMap<>(TableRole.class);
        for (Map.Entry<TableRole, List<String>> column : texts.entrySet()) {
            if (column.getValue().size() != features.rows()) {
                throw new IllegalArgumentException("features have " + features.rows() + " rows but "
                        + column.getKey().defaultName() + " has "
                        + column.getValue().size());
            }
            copy.put(column.getKey(), List.copyOf(column.getValue()));
        }
        texts = Map.copyOf(copy);
    }

    public int rows() {
        return features.rows();
    }

    public Optional<List<String>> labels() {
        return Optional.ofNullable(texts.get(TableRole.LABEL));
    }

    public Optional<List<String>> ids() {
        return Optional.ofNullable(texts.get(TableRole.ID));
    }

    public Optional<List<String>> descriptions() {
        return Optional.ofNullable(texts.get(TableRole.TEXT));
    }

    /** Frees the features. */
    @Override
    public void close() {
        features.close();
    }
}
