package io.rectify.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A table of texts, as Markdown and as csv. Cells in bold, {@code **so**}, are plain in the csv. */
final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(List<String> header) {
        this.header = header;
    }

    static Table of(String... header) {
        return new Table(List.of(header));
    }

    static Table of(List<String> header) {
        return new Table(List.copyOf(header));
    }

    /** @throws IllegalArgumentException if the row has not as many cells as the header */
    Table row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "a row of " + cells.length + " cells in a table of " + header.size() + " columns");
        }
        rows.add(IntStream.range(0, cells.length)
                .mapToObj(i -> cells[i].toString())
                .toList());
        return this;
    }

    /**
     * Values as texts, the best in bold if it {@linkplain Spread#differsFrom differs} from the next by more than chance.
     *
     * @param highest whether the highest is the best; the lowest otherwise
     * @param texts of the values, in their order
     */
    static List<String> bestInBold(List<Spread> values, boolean highest, List<String> texts) {
        Comparator<Integer> order = Comparator.comparingDouble(
                i -> (highest ? -1 : 1) * values.get(i).mean());
        List<Integer> ranked = IntStream.range(0, values.size())
                .boxed()
                .filter(i -> !Double.isNaN(values.get(i).mean()))
                .sorted(order)
                .toList();
        boolean leads = ranked.size() > 1 && values.get(ranked.get(0)).differsFrom(values.get(ranked.get(1)));
        return IntStream.range(0, texts.size())
                .mapToObj(i -> leads && i == ranked.get(0) ? "**" + texts.get(i) + "**" : texts.get(i))
                .toList();
    }

    /** Shares in percent, the highest in bold. */
    static List<String> highestInBold(List<Spread> shares) {
        return bestInBold(
                shares, true, shares.stream().map(share -> share.percent(1)).toList());
    }

    String markdown() {
        StringBuilder markdown = new StringBuilder();
        line(markdown, header);
        line(markdown, header.stream().map(column -> "---").toList());
        rows.forEach(row -> line(markdown, row));
        return markdown.toString();
    }

    private static void line(StringBuilder markdown, List<String> cells) {
        markdown.append('|');
        cells.forEach(cell -> markdown.append(' ')
                .append(cell.replace("|", "\\|").replaceAll("\\s+", " "))
                .append(" |"));
        markdown.append('\n');
    }

    void save(Path file) throws IOException {
        io.rectify.formats.CsvOutput.write(
                file,
                header,
                rows.stream()
                        .map(row ->
                                row.stream().map(cell -> cell.replace("**", "")).toList()));
    }
}
