package io.rectify.formats;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which columns of a table are what.
 *
 * @param roles names of the columns that have a role; a role that is not named is taken by the column of its {@linkplain
 *     TableRole#defaultName default name}, if there is one
 * @param optional the roles of {@code roles} whose column may be missing
 * @param features names of the feature columns, or of one column of lists; a name that ends in {@code *} stands for all
 *     columns that begin so. If empty: the only column of lists of numbers, or else all columns of numbers that have no role
 * @param readFeatures whether features are read at all; if not, a table has 0 columns of them
 * @param texts which of labels, texts and ids are read; the columns of the others are still no features
 * @param array name of the array in an npz archive or of the tensor in a safetensors file; if absent, the only one of two
 *     dimensions
 * @param dimensions number of columns of a libsvm file, which does not say it; if absent, the largest index
 */
public record TableOptions(
        Map<TableRole, String> roles,
        Set<TableRole> optional,
        List<String> features,
        boolean readFeatures,
        Set<TableRole> texts,
        Optional<String> array,
        OptionalInt dimensions) {
    public static final TableOptions DEFAULTS = new TableOptions(
            Map.of(), Set.of(), List.of(), true, Set.of(TableRole.values()), Optional.empty(), OptionalInt.empty());

    /**
     * @throws IllegalArgumentException if the number of dimensions is not positive
     */
    public TableOptions {
        roles = Map.copyOf(roles);
        optional = Set.copyOf(optional);
        texts = Set.copyOf(texts);
        features = List.copyOf(features);
        if (dimensions.isPresent() && dimensions.getAsInt() < 1) {
            throw new IllegalArgumentException("dimensions must be at least 1 but is " + dimensions.getAsInt());
        }
    }

    public TableOptions withRole(TableRole role, String column) {
        Map<TableRole, String> named = new EnumMap<>(TableRole.class);
        named.putAll(roles);
        named.put(role, column);
        return new TableOptions(named, optional, features, readFeatures, texts, array, dimensions);
    }

    public TableOptions withFeatures(List<String> names) {
        return new TableOptions(roles, optional, names, readFeatures, texts, array, dimensions);
    }

    public TableOptions withoutFeatures() {
        return new TableOptions(roles, optional, features, false, texts, array, dimensions);
    }

    public TableOptions withoutTexts() {
        return withTexts(Set.of());
    }

    public TableOptions withTexts(Set<TableRole> read) {
        return new TableOptions(roles, optional, features, readFeatures, read, array, dimensions);
    }

    /** The same with columns that may be missing though they are named. */
    public TableOptions withOptional(Set<TableRole> may) {
        return new TableOptions(roles, may, features, readFeatures, texts, array, dimensions);
    }

    public TableOptions withArray(String name) {
        return new TableOptions(roles, optional, features, readFeatures, texts, Optional.of(name), dimensions);
    }

    public TableOptions withDimensions(int count) {
        return new TableOptions(roles, optional, features, readFeatures, texts, array, OptionalInt.of(count));
    }
}
