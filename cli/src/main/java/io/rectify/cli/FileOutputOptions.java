package io.rectify.cli;

import picocli.CommandLine.Option;

/** The option that commands which write one file share with those that write a directory. */
final class FileOutputOptions {
    @Option(
            names = "--overwrite",
            description =
                    "Replace the output if it exists. One file always is; a directory of other commands needs it.")
    boolean overwrite;
}
