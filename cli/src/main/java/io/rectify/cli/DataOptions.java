package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.FeatureSpace;
import io.rectify.data.Labels;
import io.rectify.data.RowParts;
import io.rectify.embed.Embedder;
import io.rectify.embed.EmbeddingOptions;
import io.rectify.embed.Pictures;
import io.rectify.embed.Texts;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Excerpt;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelTable;
import io.rectify.formats.NpyRows;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableUse;
import io.rectify.linalg.Guard;
import io.rectify.linalg.RowBlocks;
import io.rectify.report.ReportModel;
import io.rectify.run.RowNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The rows of a command: their features, their given labels and, where they are known, their right ones. */
final class DataOptions {
    private static final TableUse FOLDERS =
            new TableUse("", Map.of(TableRole.LABEL, "the folders"), List.of(), List.of());

    @Parameters(
            arity = "0..1",
            paramLabel = "TEXTS",
            description =
                    "Texts with their labels, a table of any format that rectify convert reads: embedded by --model. Or "
                            + "a folder of pictures, in a folder for each class (photos/cat/1.jpg).")
    @Nullable
    Path data;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "Features instead of texts, rows x D, of any format that rectify convert reads.")
    @Nullable
    Path features;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Labels of the rows, of any format, if they are not in the features' file; matched by id if both "
                            + "files have ids, otherwise row by row.")
    @Nullable
    Path labels;

    @Option(
            names = "--label-column",
            defaultValue = LabelTable.DEFAULT_COLUMN,
            paramLabel = "NAME",
            description =
                    "Label column of every file of labels, by name or by position from 0; a,b,c or NAME* for columns of 0 and "
                            + "1, one for each class. Default: ${DEFAULT-VALUE}.")
    String labelColumn = LabelTable.DEFAULT_COLUMN;

    @Option(
            names = "--true-labels",
            paramLabel = "FILE",
            description = "Right labels of the rows where they are known: for measuring only.")
    @Nullable
    Path trueLabels;

    @Option(
            names = "--true-label-column",
            paramLabel = "NAME",
            description = "Column of the right labels, in the file of --true-labels or else beside the given ones. "
                    + "Default: that of --label-column.")
    @Nullable
    String trueLabelColumn;

    @Mixin
    LabelRuleOptions rules = new LabelRuleOptions();

    @Mixin
    FeatureOptions format = new FeatureOptions();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    @Mixin
    PictureScaleOptions scale = new PictureScaleOptions();

    private @Nullable EmbeddedTexts embedded;
    private @Nullable EmbeddedPictures pictures;
    private boolean said;
    private boolean idsOfLabels;

    /**
     * Rows, and what they are called and say.
     *
     * @param rows those that have a label
     * @param texts of those
     * @param parts which rows of the file have a label and which have none
     * @param unlabelledRows what the others are called
     * @param unlabelled their features
     * @param all features of all rows
     * @param space what the features are called
     * @param used which columns were read
     * @param said whether that was said already
     */
    record Read(
            Dataset rows,
            RowTexts texts,
            RowParts parts,
            RowNames unlabelledRows,
            RowBlocks unlabelled,
            RowBlocks all,
            FeatureSpace space,
            UsedColumns used,
            boolean said)
            implements AutoCloseable {
        /** Whether features are read from a file as they are needed. */
        boolean isOnDisk() {
            return all instanceof NpyRows;
        }

        @Override
        public void close() {
            rows.features().close();
            unlabelled.close();
            all.close();
        }

        /** Ids of all rows of the file, those without a label too; empty if there are none. */
        List<String> ids() {
            if (texts.rows().ids().isEmpty() && unlabelledRows.ids().isEmpty()) {
                return List.of();
            }
            String[] ids = new String[parts.size()];
            for (RowNames names : List.of(texts.rows(), unlabelledRows)) {
                for (int i = 0; i < names.size(); i++) {
                    ids[names.number(i)] = names.id(i);
                }
            }
            return List.of(ids);
        }

        /** The same with the classes of probabilities that the user brings, and what there is to say of these. */
        Read with(StatedOutputs stated) {
            return new Read(
                    rows.withClasses(stated.classNames()),
                    texts,
                    parts,
                    unlabelledRows,
                    unlabelled,
                    all,
                    space,
                    used.with(stated.remarks(), stated.warnings()),
                    false);
        }

        /** Says which columns were read, unless that was said already. */
        StartLine start(boolean quiet) {
            return new StartLine(used, quiet, said);
        }
    }

    /**
     * The rows as the files have them, before preprocessing; close them when done.
     *
     * @param out what the command writes, beside which a temporary file may lie and features of texts are kept
     * @param threads to embed texts with
     * @throws IllegalArgumentException if the files differ in their number of rows
     */
    Read read(RowOptions columns, Path out, int threads, boolean quiet) throws IOException {
        return read(columns, out, threads, quiet, (given, rows) -> {});
    }

    /** Looks at rows that have a label before anything costly is done with them. */
    @FunctionalInterface
    interface Check {
        void rows(Labels given, RowNames rows) throws IOException;
    }

    /** @param before told of the labels before texts are embedded, which takes long, so that it can refuse other files */
    Read read(RowOptions columns, Path out, int threads, boolean quiet, Check before) throws IOException {
        TableOptions options = columns.addTo(format.addTo(TableOptions.DEFAULTS));
        if (data == null) {
            model.checkUnused();
            scale.checkUnused();
            LabelledRows read = LabelledRows.read(source(dataFile(), labels, options, out));
            return read(read, options, columns, out);
        }
        format.checkUnused();
        checkTexts(data);
        Optional<Pictures> found = EmbeddedPictures.in(data, columns.images, format.text.format());
        return found.isPresent()
                ? read(readPictures(found.get(), labels, options, out, threads, quiet), options, columns, out)
                : read(readTexts(data, labels, options, columns, out, threads, quiet, before), options, columns, out);
    }

    private Read read(LabelledRows read, TableOptions options, RowOptions columns, Path out) throws IOException {
        RowBlocks all = read.features();
        idsOfLabels = read.columns().use().roles().containsKey(TableRole.ID);
        try (Guard<RuntimeException> guard = Guard.of(all::close)) {
            GivenLabels given = read.columns().training(rules.rules());
            RowParts parts = new RowParts(given.rows(), given.unlabelled());
            Optional<Labels> right = trueLabelsFile() == null
                    ? Optional.empty()
                    : Optional.of(right(trueLabelsFile(), given, read.columns().column(TableRole.ID), options));
            RowTexts texts = pictures == null ? columns.of(read, out) : RowTexts.of(read.columns());
            boolean whole = parts.isWhole();
            RowBlocks labelled = whole ? all : all.select(parts.labelled());
            return guard.release(new Read(
                    new Dataset(labelled, given.labels(), right, Optional.empty()),
                    new RowTexts(texts.rows().select(parts.labelled()), texts.images()),
                    parts,
                    texts.rows().select(parts.unlabelled()),
                    all.select(parts.unlabelled()),
                    all,
                    new FeatureSpace(read.schema().names(), read.schema().indices()),
                    UsedColumns.of(read.schema().use(), read.columns().use(), given.remarks(), given.warnings())
                            .with(List.of(), repeated(read.columns().column(TableRole.ID))),
                    said));
        }
    }

    private LabelledRows readTexts(
            Path file,
            @Nullable Path labelsOf,
            TableOptions options,
            RowOptions columns,
            Path out,
            int threads,
            boolean quiet,
            Check before)
            throws IOException {
        scale.checkUnused();
        // What cannot be what it should be is noticed before texts are embedded.
        LabelledRows.Source source = source(file, labelsOf, options, out);
        LabelColumns columnsOfLabels = source.labelsOfTexts();
        Texts texts = texts(file, columns);
        LabelledRows.checkSize(columnsOfLabels.rows(), file, texts.texts().size());
        String label = columnsOfLabels.use().roles().get(TableRole.LABEL);
        if (label != null && source.isOne() && texts.columns().contains(label)) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "column " + Excerpt.quoted(label)
                            + " is taken for the texts and for the labels; --label-column names"
                            + " the one of the labels, --text-column that of the texts");
        }
        GivenLabels given = columnsOfLabels.training(rules.rules());
        before.rows(
                given.labels(),
                RowNames.of(given.size(), columnsOfLabels.column(TableRole.ID), texts.texts())
                        .select(given.rows()));
        EmbeddedTexts made = embed(texts, columns, out, threads, quiet, saying(columnsOfLabels, given, quiet));
        LabelledRows rows = made.rows(columnsOfLabels, memory, out);
        embedded = made;
        return rows;
    }

    /** @param labelsOf the file of their labels, that which names the pictures or another; if null, and they lie in folders, those are their labels */
    private LabelledRows readPictures(
            Pictures all, @Nullable Path labelsOf, TableOptions options, Path out, int threads, boolean quiet)
            throws IOException {
        // Before pictures are embedded, so that a fault in them shows at once.
        LabelColumns given = labelsOfPictures(all, source(all.place(), labelsOf, options, out));
        LabelledRows.checkSize(given.rows(), all.place(), all.files().size());
        // Pictures to test on come after those that the page shows.
        boolean first = pictures == null;
        EmbeddedPictures made = EmbeddedPictures.of(
                all,
                model.embedder(scale).withThreads(threads),
                out,
                quiet,
                first ? saying(given, given.training(rules.rules()), quiet) : use -> {});
        pictures = pictures == null ? made : pictures;
        return made.rows(given, memory, out);
    }

    private LabelColumns labelsOfPictures(Pictures all, LabelledRows.Source source) throws IOException {
        if (!Files.isDirectory(all.place())) {
            return source.labelsOfTexts();
        }
        Path file = source.labels();
        return file == null
                ? LabelColumns.of(all.place(), Map.of(TableRole.LABEL, all.classes()), FOLDERS)
                : LabelColumns.read(file, labelColumn, forIds(source.options())).inOrderOf(all.names(), all.place());
    }

    /** What is said of ids that several rows have. */
    private static List<String> repeated(List<String> ids) {
        Map<String, Integer> first = new HashMap<>();
        for (int row = 0; row < ids.size(); row++) {
            Integer before = first.putIfAbsent(ids.get(row), row);
            if (before != null) {
                return List.of("id " + Excerpt.quoted(ids.get(row)) + " is that of rows " + before + " and " + row
                        + ": what is decided about rows by such ids is refused by rectify apply");
            }
        }
        return List.of();
    }

    /** Whether the file of the labels names the rows, to be asked after {@link #read}. */
    boolean idsOfLabels() {
        return idsOfLabels;
    }

    /** The page with pictures, where rows are pictures. */
    ReportModel addTo(ReportModel page) {
        return pictures == null ? page : pictures.addTo(page);
    }

    /** Says which columns are read before what they hold is embedded. */
    private Consumer<TableUse> saying(LabelColumns labels, GivenLabels given, boolean quiet) {
        return use -> {
            UsedColumns.of(use, labels.use(), given.remarks(), given.warnings()).say(quiet);
            said = true;
        };
    }

    private EmbeddedTexts embed(
            Texts texts, RowOptions columns, Path out, int threads, boolean quiet, Consumer<TableUse> before)
            throws IOException {
        Embedder embedder = model.embedder(EmbeddingOptions.DEFAULTS.withThreads(threads), quiet);
        return EmbeddedTexts.of(texts, named(columns), embedder, out, quiet, before);
    }

    private Texts texts(Path file, RowOptions columns) throws IOException {
        return Texts.read(file, named(columns), format.text.format());
    }

    /** Columns of texts that are named; empty if none is. */
    private static String named(RowOptions columns) {
        return columns.text.column == null ? "" : columns.text.column;
    }

    /** @throws IllegalArgumentException if the file, by its name, holds features alone */
    static void checkTexts(Path file) throws IOException {
        Optional<TableFormat> kind = TableFormat.ofName(file);
        if (kind.equals(Optional.of(TableFormat.NPY)) || kind.equals(Optional.of(TableFormat.LIBSVM))) {
            throw new IllegalArgumentException(file + ": expected texts, but this holds features: --features " + file);
        }
    }

    /**
     * Refuses texts to test on whose labels are not there or none of the given classes, before texts are embedded. Pictures are left to
     * {@link #readTest}.
     */
    void checkTest(Path test, Labels given, RowOptions columns, Path out) throws IOException {
        TableOptions options = columns.addTo(format.addTo(TableOptions.DEFAULTS));
        if (EmbeddedPictures.in(test, columns.images, format.text.format()).isPresent()) {
            return;
        }
        checkTexts(test);
        LabelColumns labelled = source(test, null, options, out).labelsOfTexts();
        LabelledRows.checkSize(
                labelled.rows(), test, texts(test, columns).texts().size());
        labelled.labels(given.names(), rules.rules());
    }

    /** Adds to the record of a run by what its texts were embedded, to be called after {@link #read}. */
    void addTo(Map<String, Object> record) throws IOException {
        if (embedded != null) {
            record.put(EmbeddedTexts.RECORD, embedded.record());
        }
        if (pictures != null) {
            record.put(EmbeddedTexts.RECORD, pictures.record());
        }
    }

    private Labels right(Path file, GivenLabels given, List<String> ids, TableOptions options) throws IOException {
        GivenLabels right = LabelColumns.read(
                        file, trueLabelColumn == null ? labelColumn : trueLabelColumn, forIds(options))
                .inOrderOf(ids, labelsFile())
                .labels(given.labels().names(), rules.rules());
        if (given.size() != right.size()) {
            throw new IllegalArgumentException(
                    labelsFile() + " has " + given.size() + " labels but " + file + " has " + right.size());
        }
        int[] place = new int[right.size()];
        Arrays.fill(place, -1);
        for (int i = 0; i < right.rows().length; i++) {
            place[right.rows()[i]] = i;
        }
        int[] chosen = Arrays.stream(given.rows()).map(row -> place[row]).toArray();
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] < 0) {
                throw new IllegalArgumentException(file + ", row " + given.rows()[i]
                        + " (counting from 0): expected the right label but there is none");
            }
        }
        Labels truth = right.labels().select(chosen);
        if (truth.agreements(given.labels()) == truth.size()) {
            throw new IllegalArgumentException(file + ": the true labels are the given ones in all " + truth.size()
                    + " rows, so there is nothing to measure; --true-label-column names another column");
        }
        return truth;
    }

    /** Labels with ids, if there are any, and no texts. */
    private static TableOptions forIds(TableOptions options) {
        return options.withTexts(EnumSet.of(TableRole.LABEL, TableRole.ID))
                .withOptional(EnumSet.of(TableRole.ID, TableRole.TEXT));
    }

    /**
     * The rows of another file of features, matched with those of training by their names, with labels of its own or of another file,
     * which have known classes. Rows without a label are left out.
     *
     * @param space what the features of training are called
     * @param columnCount how many there are
     */
    TestRows readTest(
            @Nullable Path testFeatures,
            @Nullable Path testLabels,
            Labels given,
            FeatureSpace space,
            int columnCount,
            RowOptions columns,
            Path out)
            throws IOException {
        if (testFeatures == null) {
            return TestRows.NONE;
        }
        TableOptions options =
                FeatureFile.matching(testFeatures, format.addTo(TableOptions.DEFAULTS), space, columnCount);
        if (testLabels == null && !FeatureFile.hasLabels(testFeatures, options, labelColumn)) {
            throw new IllegalArgumentException(
                    testFeatures + ": holds no labels to compare with; name their file by --test-labels");
        }
        TableOptions ofIds = forIds(columns.addTo(options));
        LabelledRows read = LabelledRows.read(source(testFeatures, testLabels, ofIds, out));
        return testRows(read, testFeatures, given);
    }

    /** The same of texts or pictures, which are embedded as those of training are. */
    TestRows readTest(Path test, Labels given, RowOptions columns, Path out, int threads, boolean quiet)
            throws IOException {
        TableOptions options = columns.addTo(format.addTo(TableOptions.DEFAULTS));
        Optional<Pictures> found = EmbeddedPictures.in(test, columns.images, format.text.format());
        LabelledRows read = found.isPresent()
                ? readPictures(found.get(), null, options, out, threads, quiet)
                : embed(texts(test, columns), columns, out, threads, quiet, use -> {})
                        .rows(source(test, null, options, out).labelsOfTexts(), memory, out);
        return testRows(read, test, given);
    }

    private TestRows testRows(LabelledRows read, Path file, Labels given) throws IOException {
        RowBlocks all = read.features();
        try (Guard<RuntimeException> guard = Guard.of(all::close)) {
            GivenLabels truth = read.columns().labels(given.names(), rules.rules());
            if (truth.rows().length == 0) {
                throw new IllegalArgumentException(file + ": expected labels of test rows but no row has one");
            }
            RowBlocks labelled = truth.unlabelled().length == 0 ? all : all.select(truth.rows());
            return guard.release(new TestRows(
                    Optional.of(labelled), Optional.of(truth.labels()), truth.unlabelled().length, Optional.of(all)));
        }
    }

    private LabelledRows.Source source(Path from, @Nullable Path labelsOf, TableOptions options, Path out) {
        return new LabelledRows.Source(from, labelsOf, labelColumn, options, memory, out);
    }

    /** The file that holds the right labels; null if they are not known. */
    @Nullable
    Path trueLabelsFile() {
        return trueLabels == null && trueLabelColumn != null ? labelsFile() : trueLabels;
    }

    /** The file that holds the labels. */
    Path labelsFile() {
        return labels == null ? dataFile() : labels;
    }

    /**
     * The file of the texts or of the features.
     *
     * @throws IllegalArgumentException unless there is just one of them
     */
    Path dataFile() {
        if (data != null && features != null) {
            throw new IllegalArgumentException("texts, " + data + ", and --features exclude each other");
        }
        Path file = data == null ? features : data;
        if (file == null) {
            throw new IllegalArgumentException(
                    "expected a file of texts and labels or a folder of pictures, or features by --features FILE");
        }
        return file;
    }

    /**
     * The files named, and others that a command reads, those that are named; each of a pattern.
     *
     * @throws DataFormatException if one is not there
     */
    List<Path> inputs(@Nullable Path... others) throws IOException {
        List<Path> inputs = new ArrayList<>(TableFile.files(dataFile().toString()));
        add(inputs, labels);
        add(inputs, trueLabels);
        for (Path other : others) {
            add(inputs, other);
        }
        for (Path input : inputs) {
            if (!Files.exists(input)) {
                throw new DataFormatException(DataLocation.in(input), "cannot be read: no such file or directory");
            }
        }
        return inputs;
    }

    private static void add(List<Path> inputs, @Nullable Path file) throws IOException {
        if (file != null) {
            inputs.addAll(TableFile.files(file.toString()));
        }
    }

    /** A failure that the features are to blame for, in a message that names their file. */
    IllegalArgumentException blamed(RuntimeException cause, String advice) {
        return new IllegalArgumentException(dataFile() + ": " + cause.getMessage() + advice, cause);
    }
}
