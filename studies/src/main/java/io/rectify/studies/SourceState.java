package io.rectify.studies;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Which source a run is of.
 *
 * @param commit git's name of it; "unknown" without git
 * @param changed whether files differ from it, results apart
 * @param version of the library
 * @param blas version of the OpenBLAS that it brings
 */
record SourceState(String commit, boolean changed, String version, String blas) {
    /** @param root folder of the project */
    static SourceState of(Path root) {
        Optional<String> commit = git(root, "rev-parse", "HEAD");
        Optional<String> changes =
                git(root, "status", "--porcelain", "--", ".", ":(exclude)docs/results", ":(exclude)docs/results.md");
        return new SourceState(
                commit.orElse("unknown"),
                changes.map(lines -> !lines.isEmpty()).orElse(true),
                version("/io/rectify/cli/version.properties"),
                version("/META-INF/maven/org.bytedeco/openblas/pom.properties"));
    }

    private static String version(String resource) {
        Properties properties = new Properties();
        try (InputStream in = SourceState.class.getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    private static Optional<String> git(Path root, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted"));
        }
    }
}
