package io.rectify.formats;

import java.util.List;

/**
 * Cells that a spreadsheet would run: those that begin with = + - @, a tab or a carriage return. An apostrophe before them makes them text.
 *
 * <p>Source: OWASP, CSV Injection.
 */
public final class FormulaCells {
    private static final String STARTS = "=+-@\t\r";

    private FormulaCells() {}

    /** The cell as text. */
    public static String escaped(String cell) {
        return !cell.isEmpty() && STARTS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    /** All cells of a row as text. */
    public static List<String> escaped(List<String> row) {
        return row.stream().map(FormulaCells::escaped).toList();
    }
}
