package io.rectify.formats;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which columns of a table are what.
 *
 * @param roles names of the columns that have a role; a role that is not named is taken by the column of its {@linkplain
 *     TableRole#defaultName default name}, if there is one
 * @param features names of the feature columns, or of one column of lists; a name that ends in {@code *} stands for all
 *     columns that begin so. If empty: the only column of lists of numbers, or else all columns of numbers that have no role
 * @param readFeatures whether features are read at all; if not, a table has 0 columns of them
 * @param readTexts whether labels, texts and ids are read at all; if not, their columns are still no features
 * @param array name of the array in an npz archive or of the tensor in a safetensors file; if absent, the only one of two
 *     dimensions
 * @param dimensions number of columns of a libsvm file, which does not say it; if absent, the largest index
 */
public record TableOptions(
        Map<TableRole, String> roles,
        List<String> features,
        boolean readFeatures,
        boolean readTexts,
        Optional<String> array,
        OptionalInt dimensions) {
    public static final TableOptions DEFAULTS =
            new TableOptions(Map.of(), List.of(), true, true, Optional.empty(), OptionalInt.empty());

    /**
     * @throws IllegalArgumentException if the number of dimensions is not positive
     */
    public TableOptions {
        roles = Map.copyOf(roles);
        features = List.copyOf(features);
        if (dimensions.isPresent() && dimensions.getAsInt() < 1) {
            throw new IllegalArgumentException("dimensions must be at least 1 but is " + dimensions.getAsInt());
        }
    }

    public TableOptions withRole(TableRole role, String column) {
        Map<TableRole, String> named = new EnumMap<>(TableRole.class);
        named.putAll(roles);
        named.put(role, column);
        return new TableOptions(named, features, readFeatures, readTexts, array, dimensions);
    }

    public TableOptions withFeatures(List<String> names) {
        return new TableOptions(roles, names, readFeatures, readTexts, array, dimensions);
    }

    public TableOptions withoutFeatures() {
        return new TableOptions(roles, features, false, readTexts, array, dimensions);
    }

    public TableOptions withoutTexts() {
        return new TableOptions(roles, features, readFeatures, false, array, dimensions);
    }

    public TableOptions withArray(String name) {
        return new TableOptions(roles, features, readFeatures, readTexts, Optional.of(name), dimensions);
    }

    public TableOptions withDimensions(int count) {
        return new TableOptions(roles, features, readFeatures, readTexts, array, OptionalInt.of(count));
    }
}
