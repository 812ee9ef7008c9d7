package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.formats.LabelReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify corrupt}: wrong labels on purpose. */
@Command(
        name = "corrupt",
        description = "Replace labels by wrong ones, to try methods where the right labels are known.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  rectify corrupt --labels train.csv --kind symmetric --rate 0.5 \\",
            "    --seed 1 --out noisy.csv",
            "",
            "--kind is needed. The same seed gives the same labels on every machine. All",
            "other columns of csv and tsv are kept; of other formats features, texts and ids.",
        })
final class CorruptCommand implements Callable<Integer> {
    @Mixin
    LabelOptions labels = new LabelOptions();

    @Mixin
    CorruptionOptions corruption = new CorruptionOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, of the same format.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Override
    public Integer call() throws IOException {
        OutputFile.checkSpares(List.of(labels.labels), out);
        Labels right = labels.readTraining();
        Labels corrupted = corruption.corruption(right.names()).apply(right, corruption.seed);
        LabelReplacement.write(labels.labels, labels.column, corrupted, out);
        int changed = right.size() - right.agreements(corrupted);
        System.out.printf(
                "%s of %s labels changed (%s): see %s%n",
                Wording.count(changed),
                Wording.count(right.size()),
                Wording.percent((double) changed / right.size()),
                Wording.path(out));
        return 0;
    }
}
