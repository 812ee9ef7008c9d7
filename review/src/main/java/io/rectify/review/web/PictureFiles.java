package io.rectify.review.web;

import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pictures of rows, whose texts are paths.
 *
 * @param base what paths are relative to
 * @param root folder that holds all pictures; what lies elsewhere, by links too, is not shown
 */
public record PictureFiles(Path base, Path root) {
    private static final Map<String, String> TYPES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "bmp", "image/bmp",
            "gif", "image/gif",
            "svg", "image/svg+xml");

    /** Pictures that a table names, below the folder that all of them have in common. */
    public static PictureFiles named(Path base, List<String> paths) {
        Path root = null;
        for (String path : paths) {
            Path folder = base.resolve(path).toAbsolutePath().normalize().resolveSibling("");
            root = root == null ? folder : root;
            while (root != null && !folder.startsWith(root)) {
                root = root.getParent();
            }
        }
        return new PictureFiles(base, root == null ? base : root);
    }

    /** A file and what it is. */
    record Found(Path file, String type) {}

    /** @throws Refusal if it is no picture below the root */
    Found find(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.get(ending);
        try {
            Path file = base.resolve(path).toRealPath();
            if (type != null && file.startsWith(root.toRealPath()) && Files.isRegularFile(file)) {
                return new Found(file, type);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal(HttpStatus.NOT_FOUND, "the picture is not there");
        }
        throw new Refusal(HttpStatus.NOT_FOUND, "there is no picture of the data at this path");
    }
}
