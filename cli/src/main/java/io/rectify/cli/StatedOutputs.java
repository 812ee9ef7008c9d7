package io.rectify.cli;

import io.rectify.audit.OutOfSample;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.formats.LabelJoin;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.ColumnOrder;
import io.rectify.run.ProbabilityFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Class probabilities that the user brings, matched with the rows and classes of the data.
 *
 * @param labelled of the rows that have a label
 * @param ofUnlabelled of the others
 * @param classNames the classes of the columns, those of the labels among them
 * @param remarks how columns were matched
 * @param warnings what speaks against that
 */
record StatedOutputs(
        Probabilities labelled,
        Matrix ofUnlabelled,
        List<String> classNames,
        List<String> remarks,
        List<String> warnings)
        implements AutoCloseable {
    private static final int SHOWN = 12;

    /** Rows are matched by id where the file and the data both have ids, and else in their order. */
    static StatedOutputs read(Path file, DataOptions.Read rows, RowOptions columns, DataOptions data)
            throws IOException {
        TableOptions options = TableOptions.DEFAULTS.withText(data.format.text.format());
        Labels given = rows.rows().given();
        Optional<int[]> order = order(file, rows, columns, data.dataFile(), options);
        ProbabilityFile read =
                ProbabilityFile.match(file, given.names(), order, rows.parts().size(), options);
        Matrix all = read.probabilities().matrix();
        boolean whole = rows.parts().isWhole();
        Probabilities labelled = whole
                ? read.probabilities()
                : Probabilities.of(all.selectRows(rows.parts().labelled()));
        try (Guard<RuntimeException> guard = Guard.of(labelled::close)) {
            List<String> warnings = warnings(read, labelled, given.withNames(read.classNames()));
            StatedOutputs stated = new StatedOutputs(
                    labelled,
                    all.selectRows(rows.parts().unlabelled()),
                    read.classNames(),
                    remarks(read, given.names()),
                    warnings);
            if (!whole) {
                read.close();
            }
            return guard.release(stated);
        }
    }

    /** Where the rows of the data are in the file; none if they have no ids, or the same. */
    private static Optional<int[]> order(
            Path file, DataOptions.Read rows, RowOptions columns, Path of, TableOptions options) throws IOException {
        List<String> ids = rows.ids();
        String name = columns.ids == null ? TableRole.ID.defaultName() : columns.ids;
        if (ids.isEmpty()
                || rows.rows().given().names().contains(name)
                || !TableFormat.of(file).roles().contains(TableRole.ID)) {
            return Optional.empty();
        }
        TableOptions idsOnly = options.withRole(TableRole.ID, name)
                .withTexts(EnumSet.of(TableRole.ID))
                .withOptional(EnumSet.of(TableRole.ID));
        List<String> own = TableFile.readTexts(file, idsOnly).columns().getOrDefault(TableRole.ID, List.of());
        return own.isEmpty() || own.equals(ids) ? Optional.empty() : Optional.of(LabelJoin.order(ids, of, own, file));
    }

    /** In which order columns were taken, and which classes have columns and no labels. */
    static List<String> remarks(ProbabilityFile read, List<String> classNames) {
        List<String> remarks = new ArrayList<>();
        remarks.add("columns of probabilities "
                + (read.isNamed() ? "matched by name: " : "have no names, taken in this order: ")
                + listed(read.classNames()));
        List<String> more = new ArrayList<>(read.classNames());
        more.removeAll(classNames);
        if (!more.isEmpty()) {
            remarks.add("no row is labelled " + listed(more));
        }
        return remarks;
    }

    static List<String> warnings(ProbabilityFile read, Probabilities outputs, Labels labels) {
        List<String> warnings = new ArrayList<>();
        ColumnOrder order = ColumnOrder.of(outputs, labels);
        if (order.isFarBetter()) {
            warnings.add(String.format(
                    "the most probable class is the label in %d of %d rows, but would be in %d if the columns were in this"
                            + " order: %s; name the columns, or put them in the order of the classes",
                    order.assumedHits(), order.rows(), order.bestHits(), listed(inOrder(order, labels.names()))));
        }
        List<String> never = read.neverPredicted();
        if (!never.isEmpty()) {
            warnings.add("no row has " + listed(never) + " as its most probable class");
        }
        return warnings;
    }

    /** The class of each column. */
    private static List<String> inOrder(ColumnOrder order, List<String> names) {
        String[] classes = new String[names.size()];
        for (int k = 0; k < classes.length; k++) {
            classes[order.best()[k]] = names.get(k);
        }
        return List.of(classes);
    }

    private static String listed(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() <= SHOWN ? first : first + " and " + (names.size() - SHOWN) + " more";
    }

    OutOfSample outOfSample(Path file) {
        return OutOfSample.stated(labelled, "probabilities of " + file.getFileName());
    }

    @Override
    public void close() {
        labelled.close();
        ofUnlabelled.close();
    }
}
