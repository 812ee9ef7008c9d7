package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rectify.embed.KnownModel;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFeaturesTest {
    @TempDir
    Path folder;

    @Test
    void theEndOfANameIsAModel() {
        assertThat(TextFeatures.modelOf("banking77" + SharedData.BGE_SMALL)).contains(KnownModel.BGE_SMALL);
        assertThat(TextFeatures.modelOf("banking77" + SharedData.MINILM)).contains(KnownModel.MINILM);
        assertThat(TextFeatures.modelOf("banking77-bge-small-int8")).contains(KnownModel.BGE_SMALL_INT8);
        assertThat(TextFeatures.modelOf("banking77")).isEmpty();
        assertThat(TextFeatures.modelOf("bge-small")).isEmpty();
        for (KnownModel model : KnownModel.values()) {
            assertThat(TextFeatures.modelOf("a-" + model)).contains(model);
        }
    }

    @Test
    void textsAreEmbeddedOnceAndLikeTextsAreNear() throws IOException {
        Path table = Files.writeString(
                folder.resolve("train.csv"),
                "text,label\nI lost my card,card\n\"My card, it is gone\",card\nWill it rain tomorrow?,weather\n");
        Path kept = folder.resolve("features");

        Path features = TextFeatures.of(kept, table, KnownModel.BUILT_IN);

        try (Matrix rows = Npy.readMatrix(features)) {
            assertThat(rows.rows()).isEqualTo(3);
            double cards = product(rows.row(0), rows.row(1));
            assertThat(product(rows.row(0), rows.row(0))).isCloseTo(1, within(1e-5));
            assertThat(cards).isGreaterThan(0.3 + product(rows.row(0), rows.row(2)));
        }
        String before = names(kept);
        assertThat(TextFeatures.of(kept, table, KnownModel.BUILT_IN)).isEqualTo(features);
        assertThat(names(kept)).isEqualTo(before);
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (double) a[j] * b[j];
        }
        return sum;
    }

    private static String names(Path kept) throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            return files.map(Path::toString).sorted().collect(Collectors.joining("\n"));
        }
    }
}
