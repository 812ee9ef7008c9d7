package io.rectify.cli;

import java.util.List;

/**
 * What rows are called and what they say.
 *
 * @param ids of all rows; empty if there are none
 * @param texts of all rows, or paths of their images; empty if there are none
 * @param images whether texts are paths of images, relative to the directory that the report is written to
 */
record RowTexts(List<String> ids, List<String> texts, boolean images) {
    /** The id of a row; empty if rows have none. */
    String id(int row) {
        return ids.isEmpty() ? "" : ids.get(row);
    }

    /** The text of a row; empty if rows have none. */
    String text(int row) {
        return texts.isEmpty() ? "" : texts.get(row);
    }
}
