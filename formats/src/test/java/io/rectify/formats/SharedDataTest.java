package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rectify.data.Labels;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The real data sets, where the checkout stands beside them. */
class SharedDataTest {
    /** The folder named by RECTIFY_DATA, or shared/data beside or above the project. */
    private static Path data(String name) {
        String named = System.getenv("RECTIFY_DATA");
        Path folder = named == null ? null : Path.of(named);
        for (Path here = Path.of("").toAbsolutePath(); named == null && here != null; here = here.getParent()) {
            if (folder == null && Files.isDirectory(here.resolve("shared/data"))) {
                folder = here.resolve("shared/data");
            }
        }
        boolean there = folder != null && Files.isDirectory(folder.resolve(name));
        if (!there) {
            System.out.println("SKIPPED: no folder shared/data beside the project, so " + name + " was not read");
        }
        assumeTrue(there, "no folder shared/data beside the project");
        return folder.resolve(name);
    }

    @Test
    void banking77() throws IOException {
        Path folder = data("banking77");
        LabelTable table = LabelTable.read(folder.resolve("train.csv"), "label", "text");
        assertThat(table.size()).isEqualTo(10_003);
        assertThat(table.column("text")).hasSize(10_003).startsWith("I am still waiting on my card?");
        assertThat(table.column("text").stream().filter(text -> text.contains("\n")))
                .isNotEmpty();
        Labels labels = LabelFile.readTraining(folder.resolve("train.csv"), "label");
        assertThat(labels.classCount()).isEqualTo(77);
        assertThat(labels.name(0)).isEqualTo("card_arrival");
        assertThat(LabelFile.read(folder.resolve("test.csv"), "label", labels.names())
                        .size())
                .isEqualTo(3080);
        try (Matrix features = Npy.readMatrix(folder.resolve("train_features.npy"))) {
            assertThat(features.rows()).isEqualTo(10_003);
            assertThat(features.columns()).isEqualTo(384);
        }
    }

    @Test
    void clinc150() throws IOException {
        Path folder = data("clinc150");
        Labels labels = LabelFile.readTraining(folder.resolve("train.csv"), "label");
        assertThat(labels.size()).isEqualTo(15_000);
        assertThat(labels.classCount()).isEqualTo(150);
        int[] superclasses = Superclasses.read(folder.resolve("superclasses.csv"), labels.names());
        int[] counts = new int[10];
        for (int superclass : superclasses) {
            counts[superclass]++;
        }
        assertThat(counts).containsOnly(15);
    }
}
