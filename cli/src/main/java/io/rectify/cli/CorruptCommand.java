package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.LabelReplacement;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableUse;
import io.rectify.linalg.RowBlocks;
import io.rectify.noise.NearestClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify corrupt}: wrong labels on purpose. */
@Command(
        name = "corrupt",
        header = {
            "Replace labels by wrong ones, to try methods where the right labels are known.",
            "  rectify corrupt --labels train.csv --kind symmetric --rate 0.5 \\",
            "    --seed 1 --out noisy.csv",
            "  rectify corrupt --labels train.csv --kind nearest --rate 0.2 \\",
            "    --features train_features.npy --out noisy.csv",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "--kind is needed. The same seed gives the same labels on every machine. All",
            "other columns of csv and tsv are kept; of other formats features, texts and ids.",
        })
final class CorruptCommand implements Callable<Integer> {
    @Mixin
    LabelOptions labels = new LabelOptions();

    @Mixin
    CorruptionOptions corruption = new CorruptionOptions();

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "Features of the same rows, of any format; for kind nearest. Matched with the labels by id if both "
                            + "files have ids, otherwise row by row.")
    @Nullable
    Path features;

    @Mixin
    FeatureOptions format = new FeatureOptions();

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, of the same format.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Mixin
    FileOutputOptions fileOutput = new FileOutputOptions();

    @Override
    public Integer call() throws IOException {
        if (features != null && corruption.kind != CorruptionOptions.Kind.NEAREST) {
            throw new IllegalArgumentException("--features is for --kind nearest");
        }
        OutputFile.checkSpares(features == null ? List.of(labels.labels) : List.of(labels.labels, features), out);
        LabelColumns columns = labels.columns(format.text);
        GivenLabels given = columns.training(labels.rules.rules());
        Labels right = given.labels();
        Labels corrupted = corruption
                .corruption(right.names(), () -> nearestClasses(given))
                .apply(right, corruption.seed);
        LabelReplacement.write(labels.labels, labels.column, given, corrupted, out, format.text.format());
        UsedColumns.of(TableUse.NONE, columns.use(), given.remarks(), given.warnings())
                .say(false);
        int changed = right.size() - right.agreements(corrupted);
        System.out.printf(
                "%s of %s labels changed (%s): see %s%n",
                Wording.count(changed),
                Wording.count(right.size()),
                Wording.percent((double) changed / right.size()),
                Wording.path(out));
        return 0;
    }

    private int[] nearestClasses(GivenLabels given) throws IOException {
        LabelledRows rows = LabelledRows.read(new LabelledRows.Source(
                corruption.needed(features, "--features"),
                labels.labels,
                labels.column,
                format.addTo(TableOptions.DEFAULTS),
                memory,
                FeatureFile.temporaryPlace()));
        try (RowBlocks read = rows.features()) {
            return NearestClass.of(
                    read.select(given.rows()),
                    given.labels(),
                    Runtime.getRuntime().availableProcessors());
        }
    }
}
