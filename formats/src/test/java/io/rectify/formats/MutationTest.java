package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.linalg.Matrix;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationTest {
    private static final int COUNT = 3000;

    @TempDir
    Path directory;

    private static void assertBothOutcomes(Mutations mutations) {
        assertThat(mutations.successes()).as("files read").isGreaterThan(COUNT / 100);
        assertThat(mutations.refusals()).as("files refused").isGreaterThan(COUNT / 10);
    }

    @Test
    void npyMatrices() throws Exception {
        Mutations mutations = new Mutations(1);
        for (String name : List.of("f4_little_C_v1.npy", "f4_little_C_v3.npy", "f8_big_F_v1.npy", "u1_none_F_v1.npy")) {
            byte[] original = Files.readAllBytes(NpyGolden.file(name));
            mutations.run(original, directory.resolve("x.npy"), COUNT / 3, file -> {
                try (Matrix matrix = Npy.readMatrix(file, 16)) {
                    assertThat(matrix.size()).isPositive().isLessThanOrEqualTo(Files.size(file));
                }
            });
        }
        assertBothOutcomes(mutations);
    }

    /** Headers alone, so that every mutation hits one. */
    @Test
    void npyHeaders() throws Exception {
        Mutations mutations = new Mutations(2);
        byte[] original = NpyBytes.of("{'descr':'|i1','fortran_order':False,'shape':(2,2)}", new byte[4]);
        mutations.run(
                original,
                directory.resolve("x.npy"),
                COUNT,
                file -> Npy.readMatrix(file).close());
        assertBothOutcomes(mutations);
    }

    @Test
    void npyIntegers() throws Exception {
        Mutations mutations = new Mutations(3);
        byte[] original = Files.readAllBytes(NpyGolden.file("labels_i8.npy"));
        mutations.run(original, directory.resolve("x.npy"), COUNT, file -> LabelFile.readTraining(file, "label"));
        assertBothOutcomes(mutations);
    }

    @Test
    void csvLabels() throws Exception {
        Mutations mutations = new Mutations(4);
        byte[] original =
                "\uFEFFtext,label\r\n\"a, \"\"quoted\"\"\n😀\",ä\nplain,b\n,c\n".getBytes(StandardCharsets.UTF_8);
        mutations.run(original, directory.resolve("x.csv"), COUNT, file -> LabelFile.readTraining(file, "label"));
        assertBothOutcomes(mutations);
    }

    @Test
    void csvSuperclasses() throws Exception {
        Mutations mutations = new Mutations(5);
        byte[] original = "label,superclass\na,x\nb,\"y\"\nc,x\n".getBytes(StandardCharsets.UTF_8);
        List<String> names = List.of("a", "b", "c");
        mutations.run(original, directory.resolve("x.csv"), COUNT, file -> Superclasses.read(file, names));
        assertBothOutcomes(mutations);
    }

    @Test
    void csvTransitions() throws Exception {
        Mutations mutations = new Mutations(6);
        List<String> names = List.of("a", "b");
        for (String text : List.of("0.75,0.25\n0,1\n", ",b,a\na,0.25,0.75\nb,1,0\n")) {
            byte[] original = text.getBytes(StandardCharsets.UTF_8);
            mutations.run(original, directory.resolve("x.csv"), COUNT / 2, file -> TransitionFile.read(file, names));
        }
        assertBothOutcomes(mutations);
    }

    @Test
    void safetensors() throws Exception {
        Path model = directory.resolve("m.safetensors");
        Safetensors.writer()
                .tensor("weights", Matrix.of(new float[][] {{1, 2, 3}, {4, 5, 6}}))
                .tensor("bias", new float[] {1, 2, 3})
                .metadata("classes", "[\"ä\",\"b\"]")
                .write(model);
        Mutations mutations = new Mutations(7);
        mutations.run(Files.readAllBytes(model), directory.resolve("x.safetensors"), 2 * COUNT, file -> {
            Safetensors read = Safetensors.read(file);
            read.matrix("weights").close();
            read.vector("bias");
        });
        assertBothOutcomes(mutations);
    }
}
