package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Probabilities;
import io.rectify.formats.Refusal;
import io.rectify.formats.Table;
import io.rectify.formats.TableFile;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbabilityFileTest {
    private static final List<String> CLASSES = List.of("cat", "label", "x*");

    @TempDir
    Path folder;

    private Path csv;

    @BeforeEach
    void write() throws IOException {
        csv = Files.writeString(
                folder.resolve("p.csv"),
                "row,predicted,x*,x*2,cat,label\n0,cat,0.25,9,0.5,0.25\n1,label,0,9,0.125,0.875\n");
    }

    private void assertRead(Path file) throws IOException {
        try (Probabilities read = ProbabilityFile.read(file, CLASSES, 2)) {
            assertThat(read.matrix().row(0)).containsExactly(0.5f, 0.25f, 0.25f);
            assertThat(read.matrix().row(1)).containsExactly(0.125f, 0.875f, 0);
        }
    }

    @Test
    void columnsAreMatchedByTheNamesOfTheClasses() throws IOException {
        assertRead(csv);
        Path parquet = folder.resolve("p.parquet");
        Matrix matrix = Matrix.of(new float[][] {{0.25f, 0.25f, 0.5f}, {0.875f, 0, 0.125f}});
        TableFile.write(parquet, new Table(matrix, List.of("label", "x*", "cat"), Map.of()));
        assertRead(parquet);
    }

    @Test
    void columnsWithoutNamesAreInTheOrderOfTheClasses() throws IOException {
        Matrix matrix = Matrix.of(new float[][] {{0.5f, 0.25f, 0.25f}, {0.125f, 0.875f, 0}});
        for (String name : List.of("p.npy", "p.npz", "p.parquet")) {
            TableFile.write(folder.resolve(name), new Table(matrix, List.of(), Map.of()));
            assertRead(folder.resolve(name));
        }
    }

    @Test
    void mismatchesAreNamed() throws IOException {
        assertThat(refused(List.of("cat", "dog"), 2)).contains("expected a column 'dog' but the columns are");
        assertThat(refused(CLASSES, 3)).isEqualTo(csv + ": expected 3 rows of 3 classes but found 2 rows of 3");
        assertThat(refused(List.of("cat", "label"), 2)).contains("row 0").contains("sum");
        Files.writeString(csv, "cat,label,x*\n1,-0.5,0.5\n");
        assertThat(refused(CLASSES, 1)).startsWith(csv.toString()).contains("row 0");
    }

    private String refused(List<String> classes, int rows) {
        return Refusal.of(() -> ProbabilityFile.read(csv, classes, rows).close());
    }
}
