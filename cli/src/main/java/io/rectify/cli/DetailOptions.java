package io.rectify.cli;

import picocli.CommandLine.Option;

/** How much a command tells that first says what was found. */
final class DetailOptions {
    @Option(names = "--details", description = "Print everything that was found out, not only what to do about it.")
    boolean details;
}
