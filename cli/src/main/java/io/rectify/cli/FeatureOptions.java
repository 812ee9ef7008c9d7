package io.rectify.cli;

import io.rectify.formats.TableOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where in its files a command finds features. */
final class FeatureOptions {
    @Option(
            names = {"--features-column", "--features-columns"},
            split = ",",
            paramLabel = "NAME",
            description =
                    "Columns of the features, separated by commas, or the one column of lists; NAME* stands for all "
                            + "that begin so, a.b for field b within a.")
    List<String> columns = List.of();

    @Option(
            names = "--array",
            paramLabel = "NAME",
            description = "Array of an npz archive or tensor of a safetensors file that holds the features.")
    @Nullable
    String array;

    @Option(
            names = "--dimensions",
            paramLabel = "D",
            description = "Number of features of a libsvm file. Default: the model's, or else the largest index in it.")
    @Nullable
    Integer dimensions;

    @Option(
            names = "--index-base",
            paramLabel = "0|1",
            description =
                    "From where the indices of a libsvm file count. Default: as those the model was trained on, or "
                            + "else 0 if 0 is among them and 1 if not.")
    @Nullable
    Integer indexBase;

    @Option(
            names = "--hash-features",
            paramLabel = "M",
            description =
                    "Adds the features of a libsvm file to M columns by a hash of their index, with a sign, for files of"
                            + " more columns than can be held. Default: as the model's.")
    @Nullable
    Integer hashed;

    @Mixin
    TextFormatOptions text = new TextFormatOptions();

    /** Those of a run. */
    static FeatureOptions of(RecordedRun run) {
        FeatureOptions options = new FeatureOptions();
        options.columns = run.options("--features-columns");
        options.array = run.hasOption("--array") ? run.option("--array") : null;
        options.dimensions = run.hasOption("--dimensions") ? Integer.valueOf(run.option("--dimensions")) : null;
        options.indexBase = run.hasOption("--index-base") ? Integer.valueOf(run.option("--index-base")) : null;
        options.hashed = run.hasOption("--hash-features") ? Integer.valueOf(run.option("--hash-features")) : null;
        options.text.delimiter = run.hasOption("--delimiter") ? run.option("--delimiter") : null;
        options.text.encoding = run.hasOption("--encoding") ? run.option("--encoding") : null;
        return options;
    }

    /** @throws IllegalArgumentException if an option says where features are, which are made of texts or pictures */
    void checkUnused() {
        if (!columns.isEmpty() || array != null || dimensions != null || indexBase != null || hashed != null) {
            throw new IllegalArgumentException(
                    "--features-column, --array, --dimensions, --index-base and --hash-features say where "
                            + "--features are; those of texts and pictures are made of them");
        }
    }

    TableOptions addTo(TableOptions options) {
        if (dimensions != null && hashed != null) {
            throw new IllegalArgumentException("--dimensions and --hash-features exclude each other");
        }
        TableOptions all = options.withFeatures(columns).withText(text.format());
        all = array == null ? all : all.withArray(array);
        all = dimensions == null ? all : all.withDimensions(dimensions);
        all = hashed == null ? all : all.withHashing(hashed);
        return indexBase == null ? all : all.withIndexBase(indexBase);
    }
}
