package io.rectify.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table whose labels, and texts and ids if it has none, come from another file: by id if both have ids, otherwise row by row.
 * Labels of ids that the table lacks are not used.
 */
public final class LabelJoin implements TableReader {
    private static final int IDS_SHOWN = 5;

    private final TableReader reader;
    private final Path file;
    private final Path labelFile;
    private final Map<TableRole, List<String>> texts = new EnumMap<>(TableRole.class);
    private final int labels;
    private final Optional<Map<String, Integer>> rowOfId;
    private final TableSchema schema;
    private final Set<String> seen = new HashSet<>();
    private final List<String> missing = new ArrayList<>();
    private long row;

    private LabelJoin(
            TableReader reader,
            Path file,
            Path labelFile,
            Map<TableRole, List<String>> texts,
            int labels,
            Optional<Map<String, Integer>> rowOfId) {
        this.reader = reader;
        this.file = file;
        this.labelFile = labelFile;
        this.texts.putAll(texts);
        this.labels = labels;
        this.rowOfId = rowOfId;
        reader.schema().roles().stream().filter(role -> role != TableRole.LABEL).forEach(this.texts::remove);
        Set<TableRole> roles = EnumSet.copyOf(this.texts.keySet());
        roles.addAll(reader.schema().roles());
        this.schema = reader.schema().withRoles(roles);
    }

    /**
     * @param reader rows without labels, or with labels that are replaced; closed with the join
     * @param file where the rows come from, for messages
     * @param labelFile csv, tsv, Parquet, … with a column of labels, or npy of integers
     * @param options names of the columns of the label file
     * @throws DataFormatException if the label file cannot be read, has no labels, or an id twice
     * @throws IOException if reading fails
     */
    public static LabelJoin of(TableReader reader, Path file, Path labelFile, TableOptions options) throws IOException {
        Map<TableRole, List<String>> texts =
                TableFile.readTexts(labelFile, options).columns();
        List<String> labels = texts.get(TableRole.LABEL);
        if (labels == null) {
            throw new DataFormatException(
                    DataLocation.in(labelFile), "expected a column of labels, 'label' unless another is named");
        }
        List<String> ids = texts.get(TableRole.ID);
        boolean idsInTable = reader.schema().roles().contains(TableRole.ID);
        Optional<Map<String, Integer>> rowOfId =
                ids != null && idsInTable ? Optional.of(rows(labelFile, ids)) : Optional.empty();
        return new LabelJoin(reader, file, labelFile, texts, labels.size(), rowOfId);
    }

    /**
     * Where the rows of a table are in a file of labels, by their ids.
     *
     * @param ids of the table's rows
     * @param file where they come from, for messages
     * @param labelIds ids of the labels
     * @return for each row of the table its row among the labels
     * @throws DataFormatException if an id appears twice, or ids of the table have no label
     */
    public static int[] order(List<String> ids, Path file, List<String> labelIds, Path labelFile)
            throws DataFormatException {
        Map<String, Integer> rows = rows(labelFile, labelIds);
        rows(file, ids);
        List<String> missing = ids.stream().filter(id -> !rows.containsKey(id)).toList();
        if (!missing.isEmpty()) {
            throw missing(labelFile, file, missing, ids.size());
        }
        return ids.stream().mapToInt(rows::get).toArray();
    }

    private static DataFormatException missing(Path labelFile, Path file, List<String> missing, long rows) {
        return new DataFormatException(
                DataLocation.in(labelFile),
                "expected a label for every id of " + file + " but " + missing.size() + " of " + rows + " are missing: "
                        + Excerpt.list(missing, IDS_SHOWN));
    }

    private static Map<String, Integer> rows(Path file, List<String> ids) throws DataFormatException {
        Map<String, Integer> rows = new HashMap<>();
        for (String id : ids) {
            Integer other = rows.putIfAbsent(id, rows.size());
            if (other != null) {
                throw new DataFormatException(
                        DataLocation.in(file).withRow(rows.size()),
                        "expected each id once but " + Excerpt.quoted(id) + " is that of row " + other + " too");
            }
        }
        return rows;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    /**
     * @throws DataFormatException at the end, if rows of the table have no label, or there are more labels than rows and no ids;
     *     if an id appears twice
     */
    @Override
    public boolean read(RowBlock block) throws IOException {
        if (!reader.read(block)) {
            checkEnd();
            return false;
        }
        for (int i = 0; i < block.rows(); i++) {
            int found = rowOfId.isPresent()
                    ? rowOf(block.get(TableRole.ID, i), rowOfId.get(), row + i)
                    : (int) Math.min(row + i, labels);
            for (Map.Entry<TableRole, List<String>> column : texts.entrySet()) {
                block.texts(column.getKey())[i] =
                        found < labels ? column.getValue().get(found) : "";
            }
        }
        row += block.rows();
        return true;
    }

    /** The row of the label file that has the id, or its number of rows if none has. */
    private int rowOf(String id, Map<String, Integer> rows, long at) throws DataFormatException {
        if (!seen.add(id)) {
            throw new DataFormatException(
                    DataLocation.in(file).withRow(at),
                    "expected each id once but found " + Excerpt.quoted(id) + " again");
        }
        Integer found = rows.get(id);
        if (found == null) {
            missing.add(id);
            return labels;
        }
        return found;
    }

    private void checkEnd() throws DataFormatException {
        if (!missing.isEmpty()) {
            throw missing(labelFile, file, missing, row);
        }
        if (rowOfId.isEmpty() && row != labels) {
            throw new DataFormatException(
                    DataLocation.in(labelFile),
                    "expected " + row + " labels, one for each row of " + file + ", but found " + labels);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
