package io.rectify.fuzz;

import io.rectify.data.Preprocessing;
import io.rectify.formats.TableFile;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import io.rectify.formats.TableReader;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.run.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Good files that mutations start from: written by rectify from one small table, and those that Python wrote for the tests. */
final class HostileSeeds {
    private static final String TABLE = "id,text,label,a,b\nr0,\"x, \"\"y\"\"\",0,1,-2.5\nr1,ü😀,1,3e-3,4\nr2,,0,5,6\n";
    private static final int LARGEST = 1 << 14;

    private HostileSeeds() {}

    static List<byte[]> of(HostileReader reader, Path folder) throws IOException {
        return switch (reader) {
            case NPY, NPY_ROWS, NPY_LABELS, NPY_TABLE, NPZ_ENTRY -> inner(reader, resources("npy", ".npy"));
            case NPZ -> both(written(folder, "s.npz"), resources("tables", ".npz"));
            case CSV -> both(List.of(bytes(TABLE)), resources("tables", ".csv"));
            case TSV -> List.of(bytes(TABLE.replace(',', '\t')));
            case CSV_GZ, TSV_GZ_TEXT ->
                inner(
                        reader,
                        reader == HostileReader.CSV_GZ
                                ? both(written(folder, "s.csv.gz"), resources("tables", ".csv.gz"))
                                : written(folder, "s.tsv.gz"));
            case JSONL ->
                both(
                        List.of(
                                bytes(
                                        "{\"x\":[1,2.5],\"label\":\"a\",\"o\":{\"p\":[[]]}}\n{\"x\":[3,-4],\"label\":\"b\",\"o\":null}\n")),
                        both(written(folder, "s.jsonl"), resources("tables", ".jsonl")));
            case JSONL_GZ -> written(folder, "s.jsonl.gz");
            case LIBSVM -> both(written(folder, "s.svm"), resources("tables", ".svm"));
            case SAFETENSORS, SAFETENSORS_HEADER ->
                inner(reader, both(written(folder, "s.safetensors"), resources("tables", ".safetensors")));
            case PARQUET -> both(written(folder, "s.parquet"), resources("tables", ".parquet"));
            case MODEL, MODEL_HEADER -> inner(reader, model(folder));
            case LABELS ->
                List.of(
                        bytes("\uFEFFtext,label\r\n\"a, \"\"quoted\"\"\n😀\",ä\nplain,b\n,a\n"),
                        bytes("label,text\na,x\nb,y\n"));
            case TEXTS -> List.of(bytes("one\ntwo\r\n\nthree ü😀\n"));
            case SUPERCLASSES -> List.of(bytes("label,superclass\na,x\nb,\"y\"\nc,x\n"));
            case TRANSITIONS -> List.of(bytes("0.75,0.25\n0,1\n"), bytes(",b,a\na,0.25,0.75\nb,1,0\n"));
            case PREDICTIONS -> List.of(bytes("row,predicted,confidence,a,b\n0,a,0.75,0.75,0.25\n1,b,1.0,0.0,1.0\n"));
            case PROBABILITIES ->
                List.of(bytes("a,b\n0.5,0.5\n1,0\n0.25,0.75\n"), bytes("id,b,a\n1,1,0\n2,0,1\n3,1,0\n"));
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> both(List<byte[]> some, List<byte[]> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static List<byte[]> inner(HostileReader reader, List<byte[]> files) throws IOException {
        List<byte[]> inner = new ArrayList<>();
        for (byte[] file : files) {
            inner.add(reader.unwrap(file));
        }
        return inner;
    }

    private static List<byte[]> written(Path folder, String name) throws IOException {
        Path source = Files.writeString(folder.resolve("source.csv"), TABLE);
        Path target = folder.resolve(name);
        boolean labels = TableFormat.ofOutput(target).roles().isEmpty();
        TableOptions options = labels ? TableOptions.DEFAULTS.withoutTexts() : TableOptions.DEFAULTS;
        try (TableReader reader = TableFile.open(source, options)) {
            TableFile.write(target, reader);
        }
        byte[] bytes = Files.readAllBytes(target);
        Files.delete(target);
        Files.delete(source);
        return List.of(bytes);
    }

    private static List<byte[]> model(Path folder) throws IOException {
        try (Matrix weights = Matrix.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
                Matrix rows = Matrix.of(new float[][] {{1, 2}, {-1, 3}})) {
            Path file = folder.resolve("model.safetensors");
            ModelFile.write(
                    file,
                    new Model(
                            Preprocessing.fit(rows, Preprocessing.Scheme.STANDARDISE, 1),
                            SoftmaxProbe.of(weights, new float[] {1, 2, 3}),
                            List.of("a", "ä", "c")));
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return List.of(bytes);
        }
    }

    private static List<byte[]> resources(String kind, String ending) throws IOException {
        Path root = Path.of(System.getProperty("rectify.root", ""), "formats", "src", "test", "resources", kind);
        List<byte[]> files = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> found = Files.walk(root)) {
                for (Path file : found.filter(f -> f.toString().endsWith(ending))
                        .sorted()
                        .toList()) {
                    if (Files.size(file) <= LARGEST) {
                        files.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return files;
    }
}
