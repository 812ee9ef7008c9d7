package io.rectify.cli;

import io.rectify.formats.LabelJoin;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableReader;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableSchema;
import io.rectify.linalg.Guard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rectify convert}: features with labels, texts and ids from one format to another. */
@Command(
        name = "convert",
        header = {
            "Converts features, with labels, texts and ids, from one format to another.",
            "  rectify convert train_features.npy train.parquet --labels train.csv",
            "  rectify convert train.parquet train.npz",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Formats, by the ending of the name: .npy, .npz, .csv, .tsv, .parquet, .jsonl,",
            ".json (text also with .gz), .libsvm, .safetensors.",
            "Columns called id, text and label are taken as such unless others are named.",
            "Features are float32: the only column of lists of numbers, or else all columns",
            "of numbers that are nothing else.",
            "Rows are passed on in blocks, so files may be larger than memory.",
        })
final class ConvertCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "2..*",
            description =
                    "IN ... OUT: files or patterns such as 'part-*.parquet' to read as one table, and the file to "
                            + "write, which is replaced if it is there.")
    @SuppressWarnings("NullAway.Init")
    List<String> files;

    @Option(names = "--label-column", paramLabel = "NAME", description = "Column of the labels. Default: label.")
    @Nullable
    String labelColumn;

    @Option(names = "--text-column", paramLabel = "NAME", description = "Column of the texts. Default: text.")
    @Nullable
    String textColumn;

    @Option(names = "--id-column", paramLabel = "NAME", description = "Column of the ids. Default: id.")
    @Nullable
    String idColumn;

    @Mixin
    FeatureOptions format = new FeatureOptions();

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "Labels, and texts, from another file: of the same rows in the same order, or of the same ids if both have a column of ids.")
    @Nullable
    Path labels;

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        Path out = Path.of(files.get(files.size() - 1));
        TableFormat format = TableFormat.ofOutput(out);
        List<Path> inputs = new ArrayList<>();
        for (String name : files.subList(0, files.size() - 1)) {
            inputs.addAll(TableFile.files(name));
        }
        OutputFile.checkSpares(inputs, out);
        if (labels != null) {
            OutputFile.checkSpares(List.of(labels), out);
        }
        long rows;
        TableSchema schema;
        try (TableReader reader = open(inputs)) {
            schema = reader.schema();
            rows = TableFile.write(out, reader);
        }
        new UsedColumns(schema.use(), List.of()).say(false);
        System.out.printf(
                "%s rows of %s features%s: see %s%n",
                Wording.count(rows),
                Wording.count(schema.columns()),
                with(schema.roles().stream().filter(format.roles()::contains)),
                Wording.path(out));
        Set<TableRole> left = EnumSet.noneOf(TableRole.class);
        left.addAll(schema.roles());
        left.removeAll(format.roles());
        if (!left.isEmpty()) {
            System.err.println("left out, because " + out.getFileName() + " cannot hold them: " + names(left.stream()));
        }
        return 0;
    }

    private static String with(Stream<TableRole> roles) {
        String names = names(roles);
        return names.isEmpty() ? "" : " with " + names;
    }

    private static String names(Stream<TableRole> roles) {
        return roles.sorted().map(TableRole::defaultName).collect(Collectors.joining(", "));
    }

    private TableReader open(List<Path> inputs) throws IOException {
        TableOptions ofFeatures = options(labels == null ? labelColumn : null);
        TableReader reader = TableFile.open(inputs, ofFeatures);
        if (labels == null) {
            return reader;
        }
        try (Guard<IOException> guard = Guard.of(reader::close)) {
            TableOptions plain = TableOptions.DEFAULTS.withText(format.text.format());
            TableOptions ofLabels = labelColumn == null ? plain : plain.withRole(TableRole.LABEL, labelColumn);
            return guard.release(LabelJoin.of(reader, inputs.get(0), labels, ofLabels));
        }
    }

    private TableOptions options(@Nullable String label) {
        TableOptions options = format.addTo(TableOptions.DEFAULTS);
        options = label == null ? options : options.withRole(TableRole.LABEL, label);
        options = textColumn == null ? options : options.withRole(TableRole.TEXT, textColumn);
        return idColumn == null ? options : options.withRole(TableRole.ID, idColumn);
    }
}
