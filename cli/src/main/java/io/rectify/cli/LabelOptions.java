package io.rectify.cli;

import io.rectify.data.Labels;
import io.rectify.formats.LabelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The file of labels of a command, and the column that holds them. */
final class LabelOptions {
    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description = "Labels of the rows, of any format that rectify convert reads; npy of integers.")
    @SuppressWarnings("NullAway.Init")
    Path labels;

    @Option(
            names = "--label-column",
            defaultValue = "label",
            paramLabel = "NAME",
            description = "Label column by name, in csv also by position from 0. Default: ${DEFAULT-VALUE}.")
    String column = "label";

    /** Labels that define the class names. */
    Labels readTraining() throws IOException {
        return LabelFile.readTraining(labels, column);
    }

    /** Labels of the given classes, from this file or another. */
    Labels read(Path file, List<String> names) throws IOException {
        return LabelFile.read(file, column, names);
    }
}
