package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelReplacement;
import io.rectify.formats.Superclasses;
import io.rectify.formats.TransitionFile;
import io.rectify.noise.Corruption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
            "  rectify corrupt --labels train.csv --kind symmetric --rate 0.5 --seed 1 --out noisy.csv",
            "",
            "The same seed gives the same labels on every machine. All other columns are kept.",
        })
final class CorruptCommand implements Callable<Integer> {
    /** What the wrong labels are like. */
    enum Kind {
        SYMMETRIC,
        ASYMMETRIC,
        SUPERCLASS,
        MATRIX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description = "Labels to corrupt (.csv, .tsv or .npy).")
    @SuppressWarnings("NullAway.Init")
    Path labels;

    @Option(
            names = "--label-column",
            defaultValue = "label",
            paramLabel = "NAME",
            description = "Label column, by name or by position from 0. Default: ${DEFAULT-VALUE}.")
    String labelColumn = "label";

    @Option(
            names = "--kind",
            required = true,
            description = "${COMPLETION-CANDIDATES}: any other class alike; the next class most; another class of the "
                    + "same superclass; probabilities from a file.")
    @SuppressWarnings("NullAway.Init")
    Kind kind;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Share of wrong labels, 0 to 1; for all kinds but matrix.")
    @Nullable
    Double rate;

    @Option(
            names = "--superclasses",
            paramLabel = "FILE",
            description = "CSV with columns label,superclass; for kind superclass.")
    @Nullable
    Path superclasses;

    @Option(
            names = "--matrix",
            paramLabel = "FILE",
            description = "CSV of transition probabilities, row = true class; for kind matrix.")
    @Nullable
    Path matrix;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, of the same kind.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Override
    public Integer call() throws IOException {
        Labels right = LabelFile.readTraining(labels, labelColumn);
        Labels corrupted = corruption(right).apply(right, seed);
        LabelReplacement.write(labels, labelColumn, corrupted, out);
        int changed = right.size() - right.agreements(corrupted);
        System.out.printf(
                "%s of %s labels changed (%s): see %s%n",
                Wording.count(changed),
                Wording.count(right.size()),
                Wording.percent((double) changed / right.size()),
                Wording.path(out));
        return 0;
    }

    private Corruption corruption(Labels right) throws IOException {
        return switch (kind) {
            case SYMMETRIC -> new Corruption.Symmetric(needed(rate, "--rate"));
            case ASYMMETRIC -> new Corruption.Asymmetric(needed(rate, "--rate"));
            case SUPERCLASS ->
                new Corruption.Superclass(
                        needed(rate, "--rate"),
                        Superclasses.read(needed(superclasses, "--superclasses"), right.names()));
            case MATRIX -> new Corruption.Transition(TransitionFile.read(needed(matrix, "--matrix"), right.names()));
        };
    }

    private <T> T needed(@Nullable T value, String option) {
        if (value == null) {
            throw new IllegalArgumentException("--kind " + kind + " needs " + option);
        }
        return value;
    }
}
