package io.rectify.cli;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text: the first columns, and the last if wanted, flush left, the others flush right. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final int leftColumns;
    private int leftFrom = Integer.MAX_VALUE;

    TextTable(List<String> header, int leftColumns) {
        this.leftColumns = leftColumns;
        rows.add(List.copyOf(header));
    }

    /** Sets columns from this one on flush left too. */
    void flushLeftFrom(int column) {
        leftFrom = column;
    }

    void add(List<String> row) {
        rows.add(List.copyOf(row));
    }

    void appendTo(StringBuilder text) {
        for (int i = 0; i < rows.size(); i++) {
            StringBuilder line = new StringBuilder();
            for (int j = 0; j < rows.get(i).size(); j++) {
                String cell = rows.get(i).get(j);
                String padding = " ".repeat(width(j) - cell.length());
                line.append(j == 0 ? "" : "  ")
                        .append(j < leftColumns || j >= leftFrom ? cell + padding : padding + cell);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
            if (i == 0) {
                text.append("-".repeat(totalWidth())).append(System.lineSeparator());
            }
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private int totalWidth() {
        int total = 2 * (rows.get(0).size() - 1);
        for (int j = 0; j < rows.get(0).size(); j++) {
            total += width(j);
        }
        return total;
    }
}
