package io.rectify.formats;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** Files that NumPy wrote. */
final class NpyGolden {
    private NpyGolden() {}

    static Path file(String name) {
        URL url = Objects.requireNonNull(NpyGolden.class.getResource("/npy/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
