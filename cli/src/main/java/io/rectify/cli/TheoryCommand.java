package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.noise.NearestClass;
import io.rectify.theory.TheoryAnalysis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify theory}: whether, why and when self-distillation should mend these labels. */
@Command(
        name = "theory",
        header = {
            "Whether distilling should help on these labels, and what the theory of self-distillation says of them.",
            "  rectify theory reviews.csv",
            "  rectify theory --features train_features.npy --labels noisy.csv",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "More examples:",
            "  rectify theory --features train_features.npy --labels train.csv \\",
            "    --kind symmetric --rate 0.5",
            "",
            "Without --true-labels and --kind, true labels are estimated from the given",
            "ones. With --kind the given labels are taken as right and corrupted, to see",
            "what would happen.",
            "Features of texts are kept in .rectify-features of the current directory.",
            "Features are centred and normalised, so that inner products are correlations.",
        })
final class TheoryCommand implements Callable<Integer> {
    @Mixin
    DataOptions data = new DataOptions();

    @Mixin
    TextOptions text = new TextOptions();

    @Mixin
    CorruptionOptions corruption = new CorruptionOptions();

    @Option(
            names = "--kappa",
            defaultValue = "15",
            paramLabel = "K",
            description = "Strength of the penalty, kappa = classes x rows x lambda. Default: ${DEFAULT-VALUE}.")
    double kappa;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "Show steps t = 1 (teacher) ... rounds + 1. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--no-softmax", description = "Skip fitting softmax probes, which takes most of the time.")
    boolean noSoftmax;

    @Option(
            names = "--superclass-cut",
            paramLabel = "SHARE",
            description =
                    "Where classes are no longer joined to superclasses, as a share of the largest merge height; .8 in the"
                            + " paper. Default: where superclasses explain most of the correlations between classes.")
    @Nullable
    Double cut;

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    DetailOptions detail = new DetailOptions();

    @Override
    public Integer call() throws IOException {
        int count = threads.count();
        TheoryAnalysis.Options options = new TheoryAnalysis.Options(kappa, rounds, !noSoftmax, cut(), count);
        boolean corrupted = corruption.kind != null;
        if (data.trueLabelsFile() != null && corrupted) {
            throw new IllegalArgumentException("--true-labels and --kind exclude each other");
        }
        if (!corrupted && (corruption.rate != null || corruption.matrix != null)) {
            throw new IllegalArgumentException("--rate and --matrix need --kind");
        }
        data.inputs();
        RowOptions columns = new RowOptions();
        columns.text = text;
        Path place = data.data == null ? FeatureFile.temporaryPlace() : Path.of("theory");
        try (DataOptions.Read read = data.read(columns, place, count, output.quiet)) {
            StartLine start = read.start(output.quiet);
            Dataset rows = read.rows();
            RowBlocks raw = rows.features();
            List<String> names = rows.given().names();
            Labels given = corrupted
                    ? corruption
                            .corruption(names, () -> NearestClass.of(raw, rows.given(), count))
                            .apply(rows.given(), corruption.seed)
                    : rows.given();
            Optional<Labels> right = corrupted ? Optional.of(rows.given()) : rows.trueLabels();
            try (Matrix x = Preprocessing.fit(raw, Preprocessing.Scheme.CENTRE_NORMALISE, count)
                    .apply(raw, count)) {
                TheoryAnalysis analysis = TheoryAnalysis.of(
                        x, right, given, corruption.superclasses(names), options, what -> report(what, start));
                TheoryReport report =
                        new TheoryReport(analysis, source(), corruption.superclasses != null, cut(), read.parts());
                start.run();
                System.out.print(output.json ? report.json() : report.text(detail.details));
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw data.blamed(e, "");
            }
        }
        return 0;
    }

    private OptionalDouble cut() {
        return cut == null ? OptionalDouble.empty() : OptionalDouble.of(cut);
    }

    private TheoryReport.Source source() {
        if (data.trueLabelsFile() != null) {
            return TheoryReport.Source.KNOWN;
        }
        return corruption.kind == null ? TheoryReport.Source.ESTIMATED : TheoryReport.Source.ASSUMED;
    }

    private long lastReport = System.nanoTime();

    /** Says what is going on, at most once a second. */
    private void report(String what, StartLine start) {
        if (!output.quiet && System.nanoTime() - lastReport > 1_000_000_000L) {
            lastReport = System.nanoTime();
            start.run();
            System.err.println(what + " ...");
        }
    }
}
