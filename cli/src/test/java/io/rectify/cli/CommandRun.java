package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One command line run in this JVM, with what it printed. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(Object... words) {
        String[] args = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Rectify.run(args);
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
        return of(Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray());
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
