package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written in one format and converted to another is the same, bit for bit. */
class TableRoundTripTest {
    private static final List<String> NAMES = Stream.of(TableFormat.values())
            .flatMap(format -> format.extensions().stream())
            .map(extension -> "t." + extension)
            .toList();
    private static final int ROWS = 3001;
    private static final int COLUMNS = 7;

    @TempDir
    Path folder;

    private Table table;

    @BeforeEach
    void make() {
        Random random = new Random(5);
        Matrix features = Matrix.zeros(ROWS, COLUMNS);
        List<String> labels = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS - 1; j++) {
                float any = Float.intBitsToFloat(random.nextInt());
                features.set(i, j, random.nextInt(4) == 0 ? 0f : Float.isFinite(any) ? any : -0f);
            }
            labels.add(Integer.toString(random.nextInt(5)));
            texts.add(i % 7 == 0 ? "" : "ä \"" + i + "\",\n\t😀 ' {");
            ids.add("id " + i);
        }
        table = new Table(
                features, List.of(), Map.of(TableRole.LABEL, labels, TableRole.TEXT, texts, TableRole.ID, ids));
    }

    private void assertSame(Table read, TableFormat... through) {
        assertThat(read.features().contentEquals(table.features())).isTrue();
        for (TableRole role : TableRole.values()) {
            boolean kept = Stream.of(through).allMatch(format -> format.roles().contains(role));
            assertThat(Optional.ofNullable(read.texts().get(role)))
                    .as(role.toString())
                    .isEqualTo(kept ? Optional.of(table.texts().get(role)) : unlabelled(role, through));
        }
    }

    /** A libsvm file always has labels; rows that came without have label 0. */
    private static Optional<List<String>> unlabelled(TableRole role, TableFormat[] through) {
        boolean zeros = role == TableRole.LABEL
                && (through[1] == TableFormat.LIBSVM
                        || through[0] == TableFormat.LIBSVM
                                && through[1].roles().contains(role));
        return zeros ? Optional.of(java.util.Collections.nCopies(ROWS, "0")) : Optional.empty();
    }

    static List<String> names() {
        return NAMES;
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("names")
    void everyPair(String first) throws IOException {
        Path one = folder.resolve(first);
        assertThat(TableFile.write(one, table)).isEqualTo(ROWS);
        for (String second : NAMES) {
            Path two = folder.resolve("2" + second);
            try (TableReader reader = TableFile.open(one, TableOptions.DEFAULTS)) {
                TableFile.write(two, reader);
            }
            try (Table read = TableFile.read(two, TableOptions.DEFAULTS)) {
                assertSame(read, TableFormat.ofOutput(one), TableFormat.ofOutput(two));
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".")))
                    .as("left-overs")
                    .isEmpty();
        }
    }

    /** numpy, pandas and pyarrow read what is written; the check is theirs. */
    @ParameterizedTest
    @ValueSource(strings = {"t.npz", "t.parquet", "t.csv", "t.csv.gz", "t.jsonl", "t.libsvm", "t.npy"})
    void pythonReads(String name) throws IOException, InterruptedException {
        String python = Objects.requireNonNullElse(System.getenv("RECTIFY_PYTHON"), "no-python-named");
        assumeTrue(Files.isExecutable(Path.of(python)), "no Python with pyarrow: name one in RECTIFY_PYTHON");
        Npy.writeMatrix(folder.resolve("expected.npy"), table.features());
        TableFile.write(folder.resolve(name), table);
        String program = """
                import sys, numpy as np, pandas as pd
                x = np.load('expected.npy').view('i4')
                name = sys.argv[1]
                labels = None
                if name.endswith('npy'): y = np.load(name)
                elif name.endswith('npz'):
                    z = np.load(name); y = z['features']; labels = z['label']; ids = z['id']
                elif name.endswith('parquet'):
                    t = pd.read_parquet(name); y = np.stack(t['features']); labels = t['label']; ids = t['id']
                elif name.endswith('jsonl'):
                    import json
                    rows = [json.loads(line) for line in open(name)]
                    y = np.array([r['features'] for r in rows], np.float64).astype('f4')
                    labels = [r['label'] for r in rows]; ids = [r['id'] for r in rows]
                elif name.endswith('libsvm'):
                    from sklearn.datasets import load_svmlight_file
                    y, labels = load_svmlight_file(name); y = y.toarray().astype('f4')
                    x = np.where(x == -2**31, 0, x); y = np.where(y == 0, np.float32(0), y)
                    labels = [str(int(v)) for v in labels]; ids = ['id 0']
                else:
                    t = pd.read_csv(name, dtype={'label': str}); labels = t['label']; ids = t['id']
                    y = t[[f'f{j}' for j in range(7)]].to_numpy('f4')
                assert y.dtype == np.float32, y.dtype
                assert (y.view('i4') == x).all(), np.argwhere(y.view('i4') != x)[:5]
                if labels is not None:
                    expected = np.load('labels.npy').astype(str)
                    assert (np.asarray(labels).astype(str) == expected).all()
                    assert list(ids)[0] == 'id 0'
                """;
        Npy.writeIntegers(
                folder.resolve("labels.npy"),
                table.labels().orElseThrow().stream()
                        .mapToInt(Integer::parseInt)
                        .toArray());
        Process process = new ProcessBuilder(python, "-c", program, name)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    @Test
    void namedColumnsKeepTheirNames() throws IOException {
        Table named = new Table(table.features(), List.of("a", "b b", "c,", "d\"", "é", "f", "g'"), Map.of());
        for (String name : List.of("n.csv", "n.parquet", "n.jsonl")) {
            TableFile.write(folder.resolve(name), named);
            try (Table read = TableFile.read(folder.resolve(name), TableOptions.DEFAULTS)) {
                assertThat(read.featureNames()).as(name).isEqualTo(named.featureNames());
                assertThat(read.features().contentEquals(table.features())).isTrue();
            }
        }
    }

    @Test
    void labelsOfAnotherFileAreJoinedByIdOrRow() throws IOException {
        Path features = folder.resolve("x.csv");
        Files.writeString(features, "id,a\nu,1\nv,2\nw,3\n");
        Path labels = folder.resolve("y.csv");
        Files.writeString(labels, "label,id,text\nk,w,third\nl,other,\nm,u,first\nn,v,second\n");
        try (TableReader reader = join(features, labels)) {
            RowBlock block = RowBlock.of(reader.schema());
            assertThat(reader.read(block)).isTrue();
            assertThat(List.of(
                            block.get(TableRole.LABEL, 0),
                            block.get(TableRole.LABEL, 1),
                            block.get(TableRole.LABEL, 2)))
                    .containsExactly("m", "n", "k");
            assertThat(block.get(TableRole.TEXT, 1)).isEqualTo("second");
            assertThat(reader.read(block)).isFalse();
        }
        Files.writeString(labels, "label,id\nk,w\nm,z\n");
        assertThat(refused(features, labels))
                .isEqualTo(labels + ": expected a label for every id of " + features
                        + " but 2 of 3 are missing: 'u', 'v'");
        Files.writeString(labels, "label,id\nk,w\nm,u\nm,u\n");
        assertThat(refused(features, labels))
                .isEqualTo(labels + ": row 2 (counting from 0): expected each id once but 'u' is that of row 1 too");
        Files.writeString(labels, "label\nk\nm\n");
        assertThat(refused(features, labels))
                .isEqualTo(labels + ": expected 3 labels, one for each row of " + features + ", but found 2");
        Files.writeString(features, "id,a\nu,1\nu,2\n");
        Files.writeString(labels, "label,id\nk,u\n");
        assertThat(refused(features, labels))
                .isEqualTo(features + ": row 1 (counting from 0): expected each id once but found 'u' again");
    }

    private static TableReader join(Path features, Path labels) throws IOException {
        return LabelJoin.of(TableFile.open(features, TableOptions.DEFAULTS), features, labels, TableOptions.DEFAULTS);
    }

    private static String refused(Path features, Path labels) {
        return Refusal.of(() -> {
            try (TableReader reader = join(features, labels)) {
                RowBlock block = RowBlock.of(reader.schema());
                while (reader.read(block)) {}
            }
        });
    }
}
