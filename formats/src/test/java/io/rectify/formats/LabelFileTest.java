package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {
    @TempDir
    Path directory;

    @Test
    void trainingNamesAreThoseInTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("labels.csv"), "label\nb\na\nb\n");
        assertThat(LabelFile.readTraining(file, "label")).isEqualTo(Labels.of(new int[] {1, 0, 1}, List.of("a", "b")));
        assertThat(LabelFile.read(file, "label", List.of("z", "b", "a")))
                .isEqualTo(Labels.of(new int[] {1, 2, 1}, List.of("z", "b", "a")));
    }

    @Test
    void npyLabelsAreNamedByTheirNumbers() throws IOException {
        Path file = NpyGolden.file("labels_i8.npy");
        Labels labels = LabelFile.readTraining(file, "label");
        assertThat(labels.names()).containsExactly("1", "2", "3", "10");
        assertThat(labels.toArray()).containsExactly(2, 0, 1, 0, 3);
        assertThat(LabelFile.read(file, "label", List.of("10", "3", "2", "1")).toArray())
                .containsExactly(1, 3, 2, 3, 0);
    }

    @Test
    void anUnknownNpyLabelIsRefused() {
        Path file = NpyGolden.file("labels_i8.npy");
        assertThat(Refusal.of(() -> LabelFile.read(file, "label", List.of("1", "2", "3"))))
                .isEqualTo(
                        file + ": row 4 (counting from 0): expected one of the 3 classes '1', '2', '3' but found '10'");
    }

    @Test
    void oneClassOnlyIsRefusedForTraining() throws IOException {
        Path csv = Files.writeString(directory.resolve("labels.csv"), "label\nx\nx\n");
        assertThat(Refusal.of(() -> LabelFile.readTraining(csv, "label")))
                .isEqualTo(csv + ": expected at least 2 classes but every row is 'x'");
        assertThat(LabelFile.read(csv, "label", List.of("x", "y")).toArray()).containsExactly(0, 0);
        Path npy = NpyBytes.write(directory, NpyBytes.of(NpyBytes.literal("|i1", false, "(2,)"), new byte[] {5, 5}));
        assertThat(Refusal.of(() -> LabelFile.readTraining(npy, "label")))
                .isEqualTo(npy + ": expected at least 2 classes but every row is '5'");
    }
}
