package io.rectify.data;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What the D features of some rows are called, by which those of other rows are matched with them.
 *
 * @param names of the D columns; empty if they have none, and features are told by their position
 * @param indices where rows came with numbers for names, as in libsvm files
 */
public record FeatureSpace(List<String> names, Optional<SparseIndices> indices) {
    public static final FeatureSpace UNNAMED = new FeatureSpace(List.of(), Optional.empty());

    public FeatureSpace {
        names = List.copyOf(names);
    }

    /** Whether columns can be told by their names: there are some and none is there twice. */
    public boolean isNamed() {
        return !names.isEmpty() && new HashSet<>(names).size() == names.size();
    }
}
