package io.rectify.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.rectify.formats.Table;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import io.rectify.linalg.Matrix;
import io.rectify.studies.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rows a second that each format is written and read with, beside the usual Python library on the same file. */
@Command(
        name = "formats",
        description = "Rows a second of CPU time of reading and writing each format, beside Python.",
        mixinStandardHelpOptions = true)
final class FormatsTime implements Callable<Integer> {
    private static final List<String> EXTENSIONS =
            List.of("npy", "npz", "safetensors", "parquet", "csv", "jsonl", "libsvm");

    @Option(names = "--rows", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}.")
    int rows;

    @Option(names = "--columns", defaultValue = "384", description = "Default: ${DEFAULT-VALUE}.")
    int columns;

    @Option(names = "--runs", defaultValue = "3", description = "The best counts. Default: ${DEFAULT-VALUE}.")
    int runs;

    @Option(names = "--seed", defaultValue = "1", description = "Of the normal numbers. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--python", description = "Python with numpy, pandas, pyarrow and scikit-learn.")
    @Nullable
    Path python;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("rectify-formats");
        try (Table table = table()) {
            System.out.printf(
                    "%,d rows x %d float32, seed %d, best of %d, rows a second of CPU time%n%n",
                    rows, columns, seed, runs);
            System.out.println("| format | MB | written | read | read by Python |");
            System.out.println("|---|---|---|---|---|");
            for (String extension : EXTENSIONS) {
                measure(table, folder.resolve("t." + extension), extension);
            }
        } finally {
            for (String extension : EXTENSIONS) {
                Files.deleteIfExists(folder.resolve("t." + extension));
            }
            Files.delete(folder);
        }
        return 0;
    }

    private Table table() {
        Random random = new Random(seed);
        Matrix features = Matrix.zeros(rows, columns);
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextGaussian();
            }
            features.setRows(i, 1, row);
        }
        List<String> labels =
                IntStream.range(0, rows).mapToObj(i -> Integer.toString(i % 77)).toList();
        return new Table(features, List.of(), Map.of(TableRole.LABEL, labels));
    }

    private void measure(Table table, Path file, String extension) throws IOException {
        double written = Double.POSITIVE_INFINITY;
        double read = Double.POSITIVE_INFINITY;
        for (int run = 0; run < runs; run++) {
            double begin = CpuTime.seconds();
            TableFile.write(file, table);
            written = Math.min(written, CpuTime.seconds() - begin);
            begin = CpuTime.seconds();
            try (Table again = TableFile.read(file, TableOptions.DEFAULTS)) {
                read = Math.min(read, CpuTime.seconds() - begin);
                if (!again.features().contentEquals(table.features())) {
                    throw new IllegalStateException(file + " was not read as it was written");
                }
            }
        }
        String peer = python == null ? "" : String.format(Locale.ROOT, "%,.0f", rows / peer(python, file, table));
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %,.0f | %,.0f | %s |%n",
                extension,
                Files.size(file) / 1_000_000,
                rows / written,
                rows / read,
                peer);
        Files.delete(file);
    }

    /** Seconds that the peer needs; that it read the same numbers is seen by the sum of their absolute values. */
    private double peer(Path program, Path file, Table table) throws IOException {
        Path script = Path.of(System.getProperty("rectify.root", ""))
                .resolve("bench")
                .resolve("peers")
                .resolve("formats_read.py");
        JsonNode answer = Peer.run(program, script, file.toString(), Integer.toString(runs))
                .get(0);
        double expected = 0;
        for (int i = 0; i < rows; i++) {
            for (float value : table.features().row(i)) {
                expected += Math.abs(value);
            }
        }
        double found = answer.get("sum").asDouble();
        if (!(Math.abs(found / expected - 1) < 1e-9)) {
            throw new IllegalStateException(file + ": Python read other numbers: " + found + ", not " + expected);
        }
        return answer.get("seconds").asDouble();
    }
}
