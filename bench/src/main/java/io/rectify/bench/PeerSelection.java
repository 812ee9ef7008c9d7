package io.rectify.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.data.Labels;
import io.rectify.data.Split;
import io.rectify.select.AutoOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs bench/peers/select_sklearn.py on the same noisy labels and the same folds. */
final class PeerSelection {
    private PeerSelection() {}

    static Map<String, Double> run(Path python, String dataset, Labels given, AutoOptions options)
            throws IOException, InterruptedException {
        int[] foldOfRow = new int[given.size()];
        int fold = 0;
        for (Split split : Split.folds(given, options.folds(), options.seed())) {
            for (int row : split.test()) {
                foldOfRow[row] = fold;
            }
            fold++;
        }
        Path file = Files.createTempFile("rectify-bench", ".txt");
        try {
            Files.writeString(
                    file,
                    IntStream.range(0, foldOfRow.length)
                            .mapToObj(i -> given.get(i) + " " + foldOfRow[i])
                            .collect(Collectors.joining("\n")),
                    StandardCharsets.UTF_8);
            Path root = Path.of(System.getProperty("rectify.root", "")).toAbsolutePath();
            Path data = SharedData.folder().orElseThrow();
            Process process = new ProcessBuilder(
                            python.toString(),
                            root.resolve("bench/peers/select_sklearn.py").toString(),
                            data.resolve(dataset).toString(),
                            file.toString(),
                            data.resolveSibling("peers").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] printed = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IllegalArgumentException("the peers ended with exit code " + process.exitValue());
            }
            JsonNode figures = new ObjectMapper().readTree(printed);
            Map<String, Double> values = new HashMap<>();
            figures.fieldNames()
                    .forEachRemaining(name -> values.put(name, figures.get(name).asDouble()));
            return values;
        } finally {
            Files.delete(file);
        }
    }
}
