package io.rectify.cli;

import io.rectify.embed.Pictures;
import io.rectify.formats.CsvOutput;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelEdits;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableUse;
import io.rectify.formats.TextFormat;
import io.rectify.run.Decisions;
import io.rectify.run.RowNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A file of labels, or a folder of pictures, and a copy of it with decisions carried out. */
final class MendedLabels {
    private final LabelOptions source;
    private final TextFormat text;
    private final LabelColumns columns;
    private final GivenLabels given;

    private MendedLabels(LabelOptions source, TextFormat text, LabelColumns columns) throws IOException {
        this.source = source;
        this.text = text;
        this.columns = columns;
        this.given = columns.training(source.rules.rules());
    }

    /** @param ids column with the ids that decisions name; null for that of the usual name, if there is one */
    static MendedLabels read(LabelOptions source, @Nullable String ids, TextFormat text) throws IOException {
        if (Files.isDirectory(source.labels)) {
            Pictures all = Pictures.below(source.labels);
            return new MendedLabels(
                    source,
                    text,
                    LabelColumns.of(
                            source.labels,
                            Map.of(TableRole.LABEL, all.classes(), TableRole.ID, all.names()),
                            TableUse.NONE));
        }
        TableOptions options =
                TableOptions.DEFAULTS.withText(text).withTexts(EnumSet.of(TableRole.LABEL, TableRole.ID));
        return new MendedLabels(
                source,
                text,
                LabelColumns.read(
                        source.labels, source.column, ids == null ? options : options.withRole(TableRole.ID, ids)));
    }

    boolean isFolder() {
        return Files.isDirectory(source.labels);
    }

    /** Whether decisions find rows by ids, not by their numbers. */
    boolean hasIds() {
        return !columns.column(TableRole.ID).isEmpty();
    }

    int rows() {
        return given.size();
    }

    /** Which columns were used, in words. */
    UsedColumns used() {
        return UsedColumns.of(TableUse.NONE, columns.use(), List.of(), given.warnings());
    }

    Decisions decisions(Path file, Decisions.Rule rule) throws IOException {
        RowNames names = RowNames.of(columns.rows(), columns.column(TableRole.ID), List.of());
        return Decisions.read(file, given, names, source.labels, rule);
    }

    /** Writes the copy: of a folder of pictures, which stay where they are, a table of their paths relative to it. */
    void write(LabelEdits edits, Path out) throws IOException {
        write(edits, out, out);
    }

    /** @param home where the copy will lie, which paths are relative to */
    void write(LabelEdits edits, Path out, Path home) throws IOException {
        if (!isFolder()) {
            edits.write(source.labels, source.column, given, out, text);
            return;
        }
        Path from = home.toAbsolutePath().normalize().resolveSibling("");
        Path folder = source.labels.toAbsolutePath().normalize();
        CsvOutput.write(
                out,
                List.of("image", "label"),
                IntStream.range(0, columns.rows())
                        .filter(row -> !edits.dropped().contains(row))
                        .mapToObj(row -> List.of(
                                SlashPath.from(
                                        from,
                                        folder.resolve(
                                                columns.column(TableRole.ID).get(row))),
                                edits.labels()
                                        .getOrDefault(
                                                row,
                                                columns.column(TableRole.LABEL).get(row)))));
    }
}
