package io.rectify.cli;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.linalg.RowBlocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rows of a command: their features, their given labels and, where they are known, their right ones. */
final class DataOptions {
    @Option(
            names = "--features",
            required = true,
            paramLabel = "FILE",
            description = "Features, rows x D, of any format that rectify convert reads.")
    @SuppressWarnings("NullAway.Init")
    Path features;

    @Mixin
    LabelOptions labels = new LabelOptions();

    @Option(
            names = "--true-labels",
            paramLabel = "FILE",
            description = "Right labels of the rows where they are known: for measuring only.")
    @Nullable
    Path trueLabels;

    @Mixin
    MemoryOptions memory = new MemoryOptions();

    /**
     * The rows as the files have them, before preprocessing; close the features when done.
     *
     * @throws IllegalArgumentException if the files differ in their number of rows
     */
    Dataset read() throws IOException {
        Labels given = labels.readTraining();
        Optional<Labels> right =
                trueLabels == null ? Optional.empty() : Optional.of(labels.readRight(trueLabels, given));
        RowBlocks rows = FeatureFile.open(features, memory);
        LabelledFiles.checkSameRows(features, rows, labels.labels, given);
        return new Dataset(rows, given, right, Optional.empty());
    }

    /** The files named, and others that a command reads, those that are named. */
    List<Path> inputs(@Nullable Path... others) {
        List<Path> inputs = new ArrayList<>(List.of(features, labels.labels));
        add(inputs, trueLabels);
        for (Path other : others) {
            add(inputs, other);
        }
        return inputs;
    }

    private static void add(List<Path> inputs, @Nullable Path file) {
        if (file != null) {
            inputs.add(file);
        }
    }

    /** A failure that the features are to blame for, in a message that names their file. */
    IllegalArgumentException blamed(RuntimeException cause, String advice) {
        return new IllegalArgumentException(features + ": " + cause.getMessage() + advice, cause);
    }
}
