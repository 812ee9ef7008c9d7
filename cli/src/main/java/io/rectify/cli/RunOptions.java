package io.rectify.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command that writes a directory puts it, and the seed of what it draws at random. */
final class RunOptions {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory to write.")
    @SuppressWarnings("NullAway.Init")
    Path out;

    @Option(names = "--overwrite", description = "Replace the directory if it exists.")
    boolean overwrite;

    @Option(
            names = "--parquet",
            description = "Write the tables as Parquet too, beside the csv files: labels.parquet and, by audit, "
                    + "issues.parquet, whose neighbours are a nested list.")
    boolean parquet;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the parts that rows are cut into, for choosing and judging. Default: ${DEFAULT-VALUE}.")
    long seed;
}
