package io.rectify.cli;

import io.rectify.formats.LabelRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command understands labels. */
final class LabelRuleOptions {
    @Option(
            names = "--unlabelled",
            split = ",",
            paramLabel = "VALUE",
            description =
                    "Labels that mean that none was given, separated by commas, besides those that are missing, empty or NaN. "
                            + "Such rows are not trained on and get a suggestion. Default: -1, where labels are whole numbers; none "
                            + "makes -1 a class.")
    @Nullable
    List<String> unlabelled;

    @Option(
            names = "--normalise-labels",
            description = "Take class names for one that differ in case, spaces or Unicode form only.")
    boolean normalise;

    /** For labels that rectify wrote: what is missing is empty, and all else is a class. */
    static LabelRuleOptions onlyMissing() {
        LabelRuleOptions options = new LabelRuleOptions();
        options.unlabelled = List.of("none");
        return options;
    }

    /** Those of a run. */
    static LabelRuleOptions of(RecordedRun run) {
        LabelRuleOptions options = new LabelRuleOptions();
        options.unlabelled = run.options("--unlabelled").isEmpty() ? null : run.options("--unlabelled");
        options.normalise = run.isSet("--normalise-labels");
        return options;
    }

    LabelRules rules() {
        return new LabelRules(Optional.ofNullable(unlabelled).map(Set::copyOf), normalise);
    }
}
