package io.rectify.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.data.Labels;
import io.rectify.data.Split;
import io.rectify.select.AutoOptions;
import io.rectify.studies.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a program of bench/peers finds on the same noisy labels and the same folds. */
final class PeerSelection {
    private PeerSelection() {}

    static Map<String, Double> run(
            Path python, String program, String dataset, Labels given, AutoOptions options, String... more)
            throws IOException {
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
            Path source = Path.of(System.getProperty("rectify.root", ""))
                    .toAbsolutePath()
                    .resolve("bench/peers")
                    .resolve(program);
            List<String> arguments = new ArrayList<>(List.of(
                    Peer.dataSet(dataset).toString(),
                    file.toString(),
                    Peer.folder().toString()));
            arguments.addAll(List.of(more));
            JsonNode figures =
                    Peer.run(python, source, arguments.toArray(String[]::new)).get(0);
            Map<String, Double> values = new HashMap<>();
            figures.fieldNames()
                    .forEachRemaining(name -> values.put(name, figures.get(name).asDouble()));
            return values;
        } finally {
            Files.delete(file);
        }
    }
}
