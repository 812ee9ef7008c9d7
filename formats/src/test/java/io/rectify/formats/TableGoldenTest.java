package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow, pandas, NumPy and scikit-learn wrote; see make.py beside them. */
class TableGoldenTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "cat", "eel", "dog");
    private static final List<String> NUMBERS = List.of("0", "1", "0", "2", "1");

    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(TableGoldenTest.class.getResource("/tables/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertFeatures(Table table) throws IOException {
        try (Matrix expected = Npy.readMatrix(file("features.npy"))) {
            assertThat(table.features().contentEquals(expected)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list.parquet",
                "fixed.parquet",
                "double.parquet",
                "wide.parquet",
                "classlabel.parquet",
                "savez.npz",
                "compressed.npz",
                "fortran.npz",
                "table.csv",
                "table.tsv",
                "table.csv.gz",
                "table.jsonl",
                "arrays.jsonl"
            })
    void featuresAndTextsAreRead(String name) throws IOException {
        try (Table table = TableFile.read(file(name), TableOptions.DEFAULTS)) {
            assertFeatures(table);
            assertThat(table.labels()).contains(CLASSES);
            assertThat(table.ids()).contains(List.of("r0", "r1", "r2", "r3", "r4"));
            assertThat(table.descriptions())
                    .contains(List.of("plain", "with \"quotes\", commas", "two\nlines", "ü and 😀", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one.svm", "zero.libsvm", "table.safetensors"})
    void featuresAndNumbersOfClassesAreRead(String name) throws IOException {
        try (Table table = TableFile.read(file(name), TableOptions.DEFAULTS)) {
            assertFeatures(table);
            assertThat(table.labels()).contains(NUMBERS);
        }
    }

    /** The columns of texts are no features, even if they are not read; so a label may be missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {"classlabel.parquet", "savez.npz", "table.csv", "table.jsonl", "one.svm", "table.safetensors"})
    void featuresAloneAreRead(String name) throws IOException {
        try (Matrix features = TableFile.readFeatures(file(name).toString(), TableOptions.DEFAULTS);
                Matrix expected = Npy.readMatrix(file("features.npy"))) {
            assertThat(features.contentEquals(expected)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classlabel.parquet", "savez.npz", "table.csv.gz", "table.jsonl"})
    void labelsAloneAreRead(String name) throws IOException {
        Labels labels = LabelFile.readTraining(file(name), "label");
        assertThat(labels.names()).containsExactly("cat", "dog", "eel");
        assertThat(labels.toArray()).containsExactly(0, 1, 0, 2, 1);
        assertThat(LabelFile.readTraining(file(name), "id").classCount()).isEqualTo(5);
    }

    @Test
    void columnsAreChosenByNameAndPrefix() throws IOException {
        TableOptions options =
                TableOptions.DEFAULTS.withFeatures(List.of("e2", "e*")).withRole(TableRole.LABEL, "id");
        for (String name : List.of("wide.parquet", "table.csv")) {
            try (Table table = TableFile.read(file(name), options)) {
                assertThat(table.featureNames()).as(name).containsExactly("e2", "e0", "e1", "e2");
                assertThat(table.features().row(3)).containsExactly(-0.3f, 7, 0, -0.3f);
                assertThat(table.labels().orElseThrow()).startsWith("r0");
            }
        }
    }

    @Test
    void severalFilesAreOneTable() throws IOException {
        List<Path> files = List.of(file("list.parquet"), file("fixed.parquet"), file("arrays.jsonl"));
        try (Table table = TableFile.read(files, TableOptions.DEFAULTS)) {
            assertThat(table.rows()).isEqualTo(15);
            assertThat(table.features().row(13)).containsExactly(7, 0, -0.3f);
            assertThat(table.labels().orElseThrow().subList(10, 15)).isEqualTo(CLASSES);
        }
        Path folder = Objects.requireNonNull(file("list.parquet").getParent());
        assertThat(TableFile.files(folder + "/*.npz")).hasSize(4).isSorted();
    }

    @Test
    void pickledObjectsAreRefused() {
        assertThat(Refusal.of(() -> TableFile.read(file("object.npz"), TableOptions.DEFAULTS)))
                .contains(
                        "object.npz: array 'embedding': dtype '|O' holds pickled Python objects, which are never read");
    }
}
