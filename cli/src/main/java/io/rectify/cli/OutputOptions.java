package io.rectify.cli;

import picocli.CommandLine.Option;

/** Options of every command that prints results. */
final class OutputOptions {
    @Option(names = "--json", description = "Print one JSON object on stdout instead of text.")
    boolean json;

    @Option(names = "--quiet", description = "No progress on stderr.")
    boolean quiet;
}
