package io.rectify.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that the tests of the whole look at. */
final class Project {
    private Project() {}

    /** Where the Maven wrapper is, from the folder of this process upwards. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
