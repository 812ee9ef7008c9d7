package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rectify.data.Probabilities;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.LabelTable;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionCsvTest {
    @TempDir
    Path folder;

    private static Probabilities probabilities(int rows, int classes) {
        Random random = new Random(5);
        Matrix logits = Matrix.zeros(rows, classes);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < classes; j++) {
                logits.set(i, j, (float) (30 * random.nextGaussian()));
            }
        }
        return Probabilities.ofLogits(logits, 1);
    }

    @Test
    void everyBitAndEveryNameComesBack() throws IOException {
        List<String> names = List.of("row", "confidence, really", "line\nbreak", "ü");
        Path file = folder.resolve("p.csv");
        try (Probabilities written = probabilities(300, 4)) {
            PredictionCsv.write(file, written.matrix(), names);
            try (PredictionCsv read = PredictionCsv.read(file)) {
                assertThat(read.classNames()).isEqualTo(names);
                assertThat(read.probabilities().matrix().contentEquals(written.matrix()))
                        .isTrue();
            }
        }
    }

    @Test
    void predictedAndConfidenceAreThoseOfTheLargestProbability() throws IOException {
        Path file = folder.resolve("p.csv");
        try (Probabilities written = probabilities(50, 3)) {
            PredictionCsv.write(file, written.matrix(), List.of("a", "b", "c"));
            LabelTable table = LabelTable.read(file, "predicted", "confidence");
            int[] best = written.argmax();
            for (int i = 0; i < 50; i++) {
                assertThat(table.labels().get(i))
                        .isEqualTo(List.of("a", "b", "c").get(best[i]));
                assertThat(Float.parseFloat(table.column("confidence").get(i))).isEqualTo(written.get(i, best[i]));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b|expected columns row, predicted, confidence",
                "row,predicted,confidence,x|one per class",
                "row,predicted,confidence,x,x|distinct class names",
                "row,predicted,confidence,x,y\\n0,x,0.9,0.9,0.2|sum to 1 but they sum to 1.1",
                "row,predicted,confidence,x,y\\n0,x,0.9,NaN,0.2|expected a probability but found 'NaN'",
                "row,predicted,confidence,x,y\\n0,x,0.9,-0.5,1.5|expected a probability but found '-0.5'",
                "row,predicted,confidence,x,y\\n1,x,0.9,0.9,0.1|expected row number 0",
                "row,predicted,confidence,x,y\\n0,x,0.9,0.9|expected 5 fields",
            })
    void whatIsNoPredictionIsRefused(String text, String expectation) throws IOException {
        Path file = folder.resolve("p.csv");
        Files.writeString(file, text.replace("\\n", "\n") + "\n");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> PredictionCsv.read(file))
                .withMessageStartingWith(file.toString())
                .withMessageContaining(expectation);
    }
}
