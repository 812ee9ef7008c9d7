package io.rectify.cli;

import io.rectify.formats.LabelColumns;
import io.rectify.formats.TableRole;
import io.rectify.run.RowNames;
import java.util.List;

/**
 * What rows are called and what they say.
 *
 * @param rows their numbers in the file, their ids, and their texts or paths of their images
 * @param images whether texts are paths of images, relative to the directory that the report is written to
 */
record RowTexts(RowNames rows, boolean images) {
    /** What columns say of rows that are shown as they are. */
    static RowTexts of(LabelColumns columns) {
        List<String> ids = columns.column(TableRole.ID);
        return new RowTexts(RowNames.of(columns.rows(), ids, columns.column(TableRole.TEXT)), false);
    }

    List<String> texts() {
        return rows.texts();
    }

    /** The id of a row; empty if rows have none. */
    String id(int row) {
        return rows.id(row);
    }

    /** The text of a row; empty if rows have none. */
    String text(int row) {
        return rows.text(row);
    }

    /** The number that a row has in the file. */
    int number(int row) {
        return rows.number(row);
    }
}
