package io.rectify.cli;

import io.rectify.formats.GivenLabels;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The file of labels of a command, the column that holds them, and what they mean. */
final class LabelOptions {
    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description = "Labels of the rows, of any format that rectify convert reads; npy of numbers or texts.")
    @SuppressWarnings("NullAway.Init")
    Path labels;

    @Option(
            names = "--label-column",
            defaultValue = "label",
            paramLabel = "NAME",
            description =
                    "Label column by name, in csv also by position from 0; a,b,c or NAME* for columns of 0 and 1, one "
                            + "for each class. Default: ${DEFAULT-VALUE}.")
    String column = "label";

    @Mixin
    LabelRuleOptions rules = new LabelRuleOptions();

    /** Labels that define the class names. */
    GivenLabels readTraining(TextFormatOptions text) throws IOException {
        return columns(text).training(rules.rules());
    }

    /** Labels of the given classes. */
    GivenLabels read(List<String> names, TextFormatOptions text) throws IOException {
        return columns(text).labels(names, rules.rules());
    }

    /** The columns of the file. */
    LabelColumns columns(TextFormatOptions text) throws IOException {
        TableOptions options = TableOptions.DEFAULTS.withText(text.format()).withTexts(EnumSet.of(TableRole.LABEL));
        return LabelColumns.read(labels, column, options);
    }
}
