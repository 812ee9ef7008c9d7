package io.rectify.cli;

import io.rectify.formats.Excerpt;
import io.rectify.formats.Sha256;
import io.rectify.probe.FitLog;
import io.rectify.run.FitParts;
import io.rectify.run.RunParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes a run safe to start twice and to kill: one process at a time writes a directory, the same command goes on from the
 * fits that an interrupted one had finished, and inputs that change meanwhile are noticed.
 */
final class ResumableRun implements AutoCloseable {
    /** Results do not depend on these. */
    private static final Set<String> INDIFFERENT = Set.of("--threads", "--json", "--quiet", "--overwrite", "--out");

    /** Seconds between two writes of finished fits at least, for tests; see docs/robustness.md. */
    private static final String PAUSE = "rectify.checkpoint.seconds";

    private static final double DEFAULT_PAUSE = 2;

    private final RunParts parts;
    private final InputWatch inputs;
    private final boolean quiet;

    private ResumableRun(RunParts parts, InputWatch inputs, boolean quiet) {
        this.parts = parts;
        this.inputs = inputs;
        this.quiet = quiet;
    }

    /**
     * To be called before the inputs are read.
     *
     * @param target the directory that will be written
     */
    static ResumableRun begin(Path target, List<Path> inputs, boolean quiet) throws IOException {
        InputWatch watch = InputWatch.of(inputs);
        return new ResumableRun(RunParts.open(target), watch, quiet);
    }

    /** @throws IllegalArgumentException if an input has changed since the beginning */
    void checkInputs() throws IOException {
        inputs.checkUnchanged();
    }

    /**
     * To be called when the inputs have been read: checks them, and finds the fits of an interrupted run.
     *
     * @param record of the run as run.json will have it
     */
    FitLog fits(Map<String, Object> record) throws IOException {
        checkInputs();
        FitParts fits = parts.fits(
                fingerprint(record),
                Duration.ofNanos(Math.round(1e9 * pause())),
                problem -> System.err.println("rectify: " + Excerpt.escape(problem)));
        if (fits.known() > 0 && !quiet) {
            System.err.println("going on from an interrupted run: " + fits.known() + " of its fits are known");
        }
        return fits;
    }

    private static double pause() {
        String given = System.getProperty(PAUSE);
        return given == null ? DEFAULT_PAUSE : Double.parseDouble(given);
    }

    private static String fingerprint(Map<String, Object> record) throws IOException {
        Map<String, Object> relevant = new LinkedHashMap<>(record);
        relevant.remove("threads");
        relevant.remove("directory");
        if (record.get("options") instanceof Map<?, ?> options) {
            relevant.put(
                    "options",
                    options.entrySet().stream()
                            .filter(option -> !INDIFFERENT.contains(String.valueOf(option.getKey())))
                            .map(String::valueOf)
                            .toList());
        }
        relevant.put("program", program());
        relevant.put("arithmetic", Arithmetic.fingerprint());
        return Sha256.of(Json.line(relevant).getBytes(StandardCharsets.UTF_8));
    }

    /** Sizes and times of what is on the class path, so that a program built anew does not go on from what another one did. */
    private static List<String> program() throws IOException {
        List<String> program = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path", "").split(System.getProperty("path.separator"), -1)) {
            Path path = Path.of(entry);
            if (Files.exists(path)) {
                program.add(path.getFileName() + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
            }
        }
        return program;
    }

    /** The output is in its place: what was kept for a later start is deleted. */
    void done() throws IOException {
        parts.done();
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
