package io.rectify.cli;

import io.rectify.AuditOptions;
import io.rectify.distill.Method;
import io.rectify.linalg.Guard;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import io.rectify.review.RowFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/** Features of the rows that an audit judged, read again as its command read them. */
record AuditedFeatures(DataOptions.Read read) implements RowBlocks {
    private static final String AUDIT = "audit";

    /** What names files of rows, as far as they were given. */
    private static final List<String> INPUTS = List.of("--features", "--labels", "TEXTS");

    /** Features of an audit, and how it judged, for a review of it. */
    static RowFeatures of(RecordedRun recorded) {
        AuditOptions judging = AuditOptions.DEFAULTS
                .withNeighbours(0)
                .withAnomalies(false)
                .withCopies(Double.parseDouble(recorded.option("--copies")))
                .withSeed(Long.parseLong(recorded.option("--seed")));
        return new RowFeatures() {
            @Override
            public RowBlocks open() throws IOException {
                return AuditedFeatures.open(recorded);
            }

            @Override
            public AuditOptions judging() {
                return judging;
            }
        };
    }

    /**
     * @throws IllegalArgumentException if a file is gone or no longer what it was
     */
    static RowBlocks open(RecordedRun recorded) throws IOException {
        for (String input : INPUTS) {
            if (recorded.hasOption(input) && !Files.isDirectory(recorded.place(input))) {
                recorded.input(input);
            }
        }
        CommandLine all = RectifyCommand.commandLine(Method.all());
        CommandLine line = Objects.requireNonNull(all.getSubcommands().get(AUDIT));
        List<String> words = new ArrayList<>(List.of(AUDIT));
        words.addAll(recorded.arguments(line.getCommandSpec()));
        all.parseArgs(words.toArray(String[]::new));
        AuditCommand audit = line.getCommand();
        Path out = recorded.directory();
        DataOptions.Read read = audit.data.read(audit.columns, out, 1, true);
        try (Guard<RuntimeException> guard = Guard.of(read::close)) {
            // Where every row has a label there is nothing else to close, and what computes is told whether they are in
            // memory.
            boolean labelled = read.rows().features() == read.all();
            return guard.release(labelled ? read.all() : new AuditedFeatures(read));
        }
    }

    @Override
    public int rows() {
        return read.rows().features().rows();
    }

    @Override
    public int columns() {
        return read.rows().features().columns();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        return read.rows().features().rowBlock(from, to);
    }

    @Override
    public void close() {
        read.close();
    }
}
