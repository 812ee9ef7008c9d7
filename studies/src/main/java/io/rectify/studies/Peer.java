package io.rectify.studies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A peer program in Python: what it prints, one JSON object a line. */
public final class Peer {
    private Peer() {}

    /** Runs a program of the folder shared/peers. */
    public static List<JsonNode> run(Path python, String program, String... arguments) throws IOException {
        return run(python, folder().resolve(program), arguments);
    }

    /** Runs a program of the folder shared/peers that fits probes to noisy labels of a data set. */
    public static List<JsonNode> fit(
            Path python, String program, Path dataSet, double kappa, Noise noise, double rate, long seed)
            throws IOException {
        return run(
                python,
                program,
                dataSet.toString(),
                "--kappa",
                Double.toString(kappa),
                "--noise",
                noise.toString(),
                "--rate",
                Double.toString(rate),
                "--seed",
                Long.toString(seed));
    }

    /** A data set's folder below shared/data, for a peer to read. */
    public static Path dataSet(String name) {
        return folder().resolveSibling("data").resolve(name);
    }

    /** The folder shared/peers. */
    public static Path folder() {
        return SharedData.folder()
                .orElseThrow(() -> new IllegalArgumentException("no folder shared/data beside the project"))
                .resolveSibling("peers");
    }

    /**
     * A process that tells its errors on ours. Its threads wait as the caller of {@code bench/run} says by {@code OMP_WAIT_POLICY}, not
     * as those of our own process do: without spinning some builds of PyTorch take twice as long, with it others.
     */
    public static ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        String waiting = System.getProperty("rectify.peers.waiting", "");
        if (waiting.isEmpty()) {
            builder.environment().remove("OMP_WAIT_POLICY");
        } else {
            builder.environment().put("OMP_WAIT_POLICY", waiting);
        }
        return builder;
    }

    /**
     * Runs a program that is anywhere.
     *
     * @throws IllegalArgumentException if the program fails
     */
    public static List<JsonNode> run(Path python, Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.toString(), program.toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = process(command).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalArgumentException(program + " ended with exit code " + process.exitValue());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        }
        List<JsonNode> objects = new ArrayList<>();
        for (String line : printed.lines().toList()) {
            objects.add(new ObjectMapper().readTree(line));
        }
        return objects;
    }
}
