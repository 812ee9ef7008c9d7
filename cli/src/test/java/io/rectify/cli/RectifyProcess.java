package io.rectify.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command in a process of its own, that writes finished fits down every fifth of a second. */
final class RectifyProcess {
    private RectifyProcess() {}

    /** @param err file that takes what the process says on stderr */
    static Process start(File err, Object... words) throws IOException {
        return start(List.of(), err, words);
    }

    /** The same as the argument of another program. */
    static Process start(List<String> prefix, File err, Object... words) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Drectify.checkpoint.seconds=0.2",
                "-cp",
                System.getProperty("java.class.path"),
                "io.rectify.cli.RectifyCommand"));
        Arrays.stream(words).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err)
                .start();
    }
}
