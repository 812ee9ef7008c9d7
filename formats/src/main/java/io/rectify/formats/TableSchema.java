package io.rectify.formats;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the rows of a table have.
 *
 * @param columns number of features, D
 * @param names the D names of the feature columns; empty if they have none of their own
 * @param roles the columns of texts that there are
 * @param rows number of rows as the file states it, if it does; reading may find it to be wrong
 */
public record TableSchema(int columns, List<String> names, Set<TableRole> roles, OptionalLong rows) {
    public TableSchema {
        names = List.copyOf(names);
        roles = Set.copyOf(roles);
    }

    TableSchema withRoles(Set<TableRole> newRoles) {
        return new TableSchema(columns, names, newRoles, rows);
    }

    TableSchema withRows(OptionalLong newRows) {
        return new TableSchema(columns, names, roles, newRows);
    }
}
