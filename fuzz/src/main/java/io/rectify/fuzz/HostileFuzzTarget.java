package io.rectify.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What Jazzer calls, guided by the branches that each input takes; the system property {@code rectify.fuzz} names the reader.
 * {@code fuzz/jazzer} starts it.
 */
public final class HostileFuzzTarget {
    private static final HostileReader READER =
            HostileReader.valueOf(System.getProperty("rectify.fuzz", "npz").toUpperCase(Locale.ROOT));

    /** Jazzer's own work on classes counts as heap here; -Xmx bounds it. */
    private static final HostileTrial TRIAL = new HostileTrial(READER, Long.MAX_VALUE);

    private static final Path FILE = file();

    private HostileFuzzTarget() {}

    private static Path file() {
        try {
            return Files.createTempDirectory("rectify-fuzz").resolve(READER.fileName());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        TRIAL.judge(FILE, READER.wrap(input)).ifPresent(fault -> {
            throw new IllegalStateException(fault);
        });
    }
}
