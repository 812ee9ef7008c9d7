package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One command line run in this JVM, with what it printed. */
record CommandRun(int exitCode, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static CommandRun of(Object... words) {
        String[] args = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            int exitCode = RectifyCommand.run(args);
            return new CommandRun(
                    exitCode,
                    capturedOut.toString(StandardCharsets.UTF_8),
                    capturedErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The same with the words in two parts. */
    static CommandRun of(Object[] first, Object... more) {
        return of(words(first, more));
    }

    /** Words in two parts as one. */
    static Object[] words(Object[] first, Object... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
    }

    /** Exit code 0. */
    CommandRun succeeds() {
        assertThat(exitCode).as(err).isZero();
        return this;
    }

    /** What was printed, as JSON. */
    JsonNode json() throws IOException {
        return JSON.readTree(out);
    }

    /** A JSON file that a command wrote. */
    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    /** Bad usage or bad input: exit code 2, one line that holds what is expected, and no output. */
    void isRefused(String expectation) {
        assertThat(exitCode).as(err).isEqualTo(2);
        assertThat(errLines()).hasSize(1);
        assertThat(err).startsWith("rectify: ").contains(expectation);
        assertThat(out).isEmpty();
    }

    List<String> errLines() {
        return err.lines().toList();
    }
}
