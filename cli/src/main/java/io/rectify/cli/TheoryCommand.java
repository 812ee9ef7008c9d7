package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.theory.TheoryAnalysis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rectify theory}: whether, why and when self-distillation should mend these labels. */
@Command(
        name = "theory",
        description =
                "What the theory of self-distillation says about features and labels: how correlated the classes are, "
                        + "what each step keeps, whether and when all labels come out right, and how far softmax is from it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  rectify theory --features train_features.npy --labels noisy.csv \\",
            "    --true-labels train.csv",
            "  rectify theory --features train_features.npy --labels train.csv \\",
            "    --kind symmetric --rate 0.5",
            "",
            "Without --true-labels and --kind, true labels are estimated from the given",
            "ones. With --kind the given labels are taken as right and corrupted, to see",
            "what would happen.",
            "Features are centred and normalised, so that inner products are correlations.",
        })
final class TheoryCommand implements Callable<Integer> {
    @Option(names = "--features", required = true, paramLabel = "FILE", description = "Features, rows x D (.npy).")
    @SuppressWarnings("NullAway.Init")
    Path features;

    @Mixin
    LabelOptions labels = new LabelOptions();

    @Option(names = "--true-labels", paramLabel = "FILE", description = "Right labels of the same rows, if known.")
    @Nullable
    Path trueLabels;

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

    @Mixin
    ThreadOptions threads = new ThreadOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        int count = threads.count();
        TheoryAnalysis.Options options = new TheoryAnalysis.Options(kappa, rounds, !noSoftmax, count);
        if (trueLabels != null && corruption.kind != null) {
            throw new IllegalArgumentException("--true-labels and --kind exclude each other");
        }
        if (corruption.kind == null && (corruption.rate != null || corruption.matrix != null)) {
            throw new IllegalArgumentException("--rate and --matrix need --kind");
        }
        Labels given = labels.readTraining();
        TheoryReport.Source source = TheoryReport.Source.ESTIMATED;
        Optional<Labels> right = Optional.empty();
        if (trueLabels != null) {
            source = TheoryReport.Source.KNOWN;
            right = Optional.of(labels.readRight(trueLabels, given));
        } else if (corruption.kind != null) {
            source = TheoryReport.Source.ASSUMED;
            right = Optional.of(given);
            given = corruption.corruption(given.names()).apply(given, corruption.seed);
        }
        try (Matrix raw = Npy.readMatrix(features)) {
            LabelledFiles.checkSameRows(features, raw, labels.labels, given);
            try (Matrix x = Preprocessing.fit(raw, Preprocessing.Scheme.CENTRE_NORMALISE, count)
                    .apply(raw, count)) {
                TheoryAnalysis analysis = TheoryAnalysis.of(
                        x, right, given, corruption.superclasses(given.names()), options, this::report);
                TheoryReport report = new TheoryReport(analysis, source, corruption.superclasses != null);
                System.out.print(output.json ? report.json() : report.text());
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new IllegalArgumentException(features + ": " + e.getMessage(), e);
            }
        }
        return 0;
    }

    private long lastReport = System.nanoTime();

    /** Says what is going on, at most once a second. */
    private void report(String what) {
        if (!output.quiet && System.nanoTime() - lastReport > 1_000_000_000L) {
            lastReport = System.nanoTime();
            System.err.println(what + " ...");
        }
    }
}
