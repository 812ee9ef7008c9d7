package io.rectify.formats;

import io.rectify.data.SparseIndices;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the rows of a table have.
 *
 * @param columns number of features, D
 * @param names the D names of the feature columns; empty if they have none of their own
 * @param roles the columns of texts that there are
 * @param rows number of rows as the file states it, if it does; reading may find it to be wrong
 * @param classNames the classes that the file's metadata name; empty if it has none
 * @param indices how the indices of a libsvm file became columns
 * @param use what of the file is used as what
 */
public record TableSchema(
        int columns,
        List<String> names,
        Set<TableRole> roles,
        OptionalLong rows,
        List<String> classNames,
        Optional<SparseIndices> indices,
        TableUse use) {
    public TableSchema {
        names = List.copyOf(names);
        roles = Set.copyOf(roles);
        classNames = List.copyOf(classNames);
    }

    TableSchema(int columns, List<String> names, Set<TableRole> roles, OptionalLong rows, TableUse use) {
        this(columns, names, roles, rows, List.of(), Optional.empty(), use);
    }

    TableSchema withRoles(Set<TableRole> newRoles) {
        return new TableSchema(columns, names, newRoles, rows, classNames, indices, use);
    }

    TableSchema withRows(OptionalLong newRows) {
        return new TableSchema(columns, names, roles, newRows, classNames, indices, use);
    }

    TableSchema withClassNames(List<String> newNames) {
        return new TableSchema(columns, names, roles, rows, newNames, indices, use);
    }

    TableSchema withIndices(SparseIndices found) {
        return new TableSchema(columns, names, roles, rows, classNames, Optional.of(found), use);
    }

    TableSchema withUse(TableUse newUse) {
        return new TableSchema(columns, names, roles, rows, classNames, indices, newUse);
    }
}
