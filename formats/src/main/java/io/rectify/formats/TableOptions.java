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
 * @param indexBase the index of the first column of a libsvm file, 0 or 1; if absent, 0 where 0 is among the indices, else 1
 * @param hashed whether features of a libsvm file are added to one of {@code dimensions} columns by a hash of their index
 * @param byName whether {@code features} are names that must all be there, not positions, patterns or one column of lists, unless
 *     the file's features have no names; what else is in the file is passed over
 * @param text how texts are written
 */
public record TableOptions(
        Map<TableRole, String> roles,
        Set<TableRole> optional,
        List<String> features,
        boolean readFeatures,
        Set<TableRole> texts,
        Optional<String> array,
        OptionalInt dimensions,
        OptionalInt indexBase,
        boolean hashed,
        boolean byName,
        TextFormat text) {
    public static final TableOptions DEFAULTS = new TableOptions(
            Map.of(),
            Set.of(),
            List.of(),
            true,
            Set.of(TableRole.values()),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            false,
            TextFormat.DEFAULTS);

    /**
     * @throws IllegalArgumentException if the number of dimensions is not positive, or the index base neither 0 nor 1
     */
    public TableOptions {
        roles = Map.copyOf(roles);
        optional = Set.copyOf(optional);
        texts = Set.copyOf(texts);
        features = List.copyOf(features);
        if (dimensions.isPresent() && dimensions.getAsInt() < 1) {
            throw new IllegalArgumentException("dimensions must be at least 1 but is " + dimensions.getAsInt());
        }
        if (indexBase.isPresent() && indexBase.getAsInt() >> 1 != 0) {
            throw new IllegalArgumentException("indices count from 0 or 1, not from " + indexBase.getAsInt());
        }
    }

    public TableOptions withRole(TableRole role, String column) {
        Map<TableRole, String> named = new EnumMap<>(TableRole.class);
        named.putAll(roles);
        named.put(role, column);
        return new TableOptions(
                named, optional, features, readFeatures, texts, array, dimensions, indexBase, hashed, byName, text);
    }

    public TableOptions withFeatures(List<String> names) {
        return new TableOptions(
                roles, optional, names, readFeatures, texts, array, dimensions, indexBase, hashed, false, text);
    }

    /** Features that are told by these names alone, in this order. */
    public TableOptions withFeaturesByName(List<String> names) {
        return new TableOptions(
                roles, optional, names, readFeatures, texts, array, dimensions, indexBase, hashed, true, text);
    }

    public TableOptions withoutFeatures() {
        return new TableOptions(
                roles, optional, features, false, texts, array, dimensions, indexBase, hashed, byName, text);
    }

    public TableOptions withoutTexts() {
        return withTexts(Set.of());
    }

    public TableOptions withTexts(Set<TableRole> read) {
        return new TableOptions(
                roles, optional, features, readFeatures, read, array, dimensions, indexBase, hashed, byName, text);
    }

    /** The same with columns that may be missing though they are named. */
    public TableOptions withOptional(Set<TableRole> may) {
        return new TableOptions(
                roles, may, features, readFeatures, texts, array, dimensions, indexBase, hashed, byName, text);
    }

    public TableOptions withArray(String name) {
        return new TableOptions(
                roles,
                optional,
                features,
                readFeatures,
                texts,
                Optional.of(name),
                dimensions,
                indexBase,
                hashed,
                byName,
                text);
    }

    public TableOptions withDimensions(int count) {
        return new TableOptions(
                roles,
                optional,
                features,
                readFeatures,
                texts,
                array,
                OptionalInt.of(count),
                indexBase,
                hashed,
                byName,
                text);
    }

    /** The same with features of libsvm files in so many columns, which several of them may share. */
    public TableOptions withHashing(int count) {
        return new TableOptions(
                roles,
                optional,
                features,
                readFeatures,
                texts,
                array,
                OptionalInt.of(count),
                indexBase,
                true,
                byName,
                text);
    }

    public TableOptions withIndexBase(int first) {
        return new TableOptions(
                roles,
                optional,
                features,
                readFeatures,
                texts,
                array,
                dimensions,
                OptionalInt.of(first),
                hashed,
                byName,
                text);
    }

    public TableOptions withText(TextFormat format) {
        return new TableOptions(
                roles, optional, features, readFeatures, texts, array, dimensions, indexBase, hashed, byName, format);
    }
}
