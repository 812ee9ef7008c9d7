package io.rectify.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PictureEmbeddingTest {
    private static final Path PICTURES = PictureFileTest.PICTURES;
    private static final int SIZE = 4;

    @TempDir
    Path folder;

    private Path photos;
    private Path model;
    private Path out;

    @BeforeEach
    void names() throws IOException {
        photos = folder.resolve("photos");
        model = folder.resolve("model.onnx");
        out = folder.resolve("features.npy");
        copy("rgb.png", "b/1.png");
        copy("exif6.jpg", "b/deeper/2.jpg");
        copy("lossless.webp", "a/1.webp");
        copy("rgb.png", "a/2.png");
        copy("rgb.bmp", ".hidden/3.bmp");
        Files.writeString(photos.resolve("a").resolve("readme.txt"), "no picture");
    }

    private void copy(String picture, String name) throws IOException {
        Path file = photos.resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(PICTURES.resolve(picture), file);
    }

    private PictureEmbedding.Result embed(ModelSource source, PictureOptions options, Embedding.Monitor monitor)
            throws IOException {
        return PictureEmbedding.run(source, Pictures.below(photos), options, out, monitor);
    }

    private Matrix embed(PictureOptions options) throws IOException {
        embed(ModelSource.of(model), options, Embedding.Monitor.SILENT);
        return Npy.readMatrix(out);
    }

    /** The pictures themselves as the output, in a certain shape. */
    private void write(boolean channelsFirst, NodeProto.Builder node, int dimensions) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("pictures");
        ValueInfoProto.Builder input = graph.addInputBuilder().setName("pixels");
        var shape = input.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        for (int i = 0; i < 4; i++) {
            boolean channel = i == (channelsFirst ? 1 : 3);
            if (channel) {
                shape.getShapeBuilder().addDimBuilder().setDimValue(3);
            } else {
                shape.getShapeBuilder().addDimBuilder().setDimParam("d" + i);
            }
        }
        graph.addNode(node.addInput("pixels").addOutput("out"));
        ValueInfoProto.Builder output = graph.addOutputBuilder().setName("out");
        var tensor = output.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        for (int i = 0; i < dimensions; i++) {
            tensor.getShapeBuilder().addDimBuilder().setDimParam("o" + i);
        }
        Files.write(
                model,
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph)
                        .build()
                        .toByteArray());
    }

    private static NodeProto.Builder node(String operator) {
        return NodeProto.newBuilder().setOpType(operator);
    }

    private static AttributeProto.Builder integers(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        return values.length == 1 && !name.equals("axes")
                ? attribute.setType(AttributeProto.AttributeType.INT).setI(values[0])
                : attribute
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(Arrays.stream(values).boxed().toList());
    }

    /** (v/255 − .5)/.5 of every value of the picture's middle square. */
    private static float[] expected(String picture) throws IOException {
        float[] values = PictureFile.read(PICTURES.resolve(picture)).square(SIZE);
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] / 255 - .5f) / .5f;
        }
        return values;
    }

    private static float mean(float[] values, int from, int step, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[from + i * step];
        }
        return sum / count;
    }

    @Test
    void everyShapeIsPlainArithmetic() throws IOException {
        PictureOptions options =
                PictureOptions.DEFAULTS.withSize(SIZE).withScale(PictureOptions.Scale.MINUS_ONE_TO_ONE);
        float[] rgb = expected("rgb.png");
        int area = SIZE * SIZE;
        float[] means = {mean(rgb, 0, 1, area), mean(rgb, area, 1, area), mean(rgb, 2 * area, 1, area)};

        write(true, node("Identity"), 4);
        try (Matrix features = embed(options)) {
            assertThat(features.rows()).isEqualTo(4);
            assertThat(features.row(2)).as("channels first, places").containsExactly(means, within(1e-5f));
            assertThat(features.row(1)).as("the same file").isEqualTo(features.row(2));
        }
        write(false, node("Transpose").addAttribute(integers("perm", 0, 3, 1, 2)), 4);
        try (Matrix features = embed(options)) {
            assertThat(features.row(2)).as("channels last").containsExactly(means, within(1e-5f));
        }
        write(true, node("Flatten"), 2);
        try (Matrix features = embed(options)) {
            assertThat(features.row(2)).as("rows").containsExactly(rgb, within(1e-5f));
            assertThat(features.row(3)).as("turned upright").containsExactly(expected("exif6.jpg"), within(1e-5f));
        }
        // Means over columns: 3 patches, the channels, of SIZE features, the lines.
        write(true, node("ReduceMean").addAttribute(integers("axes", 3)).addAttribute(integers("keepdims", 0)), 3);
        for (Pooling pooling : List.of(Pooling.MEAN, Pooling.CLS)) {
            try (Matrix features = embed(options.withPooling(pooling))) {
                float[] row = new float[SIZE];
                for (int y = 0; y < SIZE; y++) {
                    float red = mean(rgb, y * SIZE, 1, SIZE);
                    float green = mean(rgb, area + y * SIZE, 1, SIZE);
                    float blue = mean(rgb, 2 * area + y * SIZE, 1, SIZE);
                    row[y] = pooling == Pooling.CLS ? red : (red + green + blue) / 3;
                }
                assertThat(features.row(2)).as("patches, " + pooling).containsExactly(row, within(1e-5f));
            }
        }
    }

    /** Pillow and ONNX Runtime of Python made lite0.npy. */
    @Test
    void theBuiltInModelAgreesWithPython() throws IOException {
        copy("alpha.png", "c/1.png");
        copy("grey.png", "c/2.png");
        PictureEmbedding.Result result =
                embed(ModelSource.builtInPictures(), PictureOptions.DEFAULTS.withThreads(2), Embedding.Monitor.SILENT);
        assertThat(result.columns()).isEqualTo(1280);
        assertThat(result.distinct()).isEqualTo(5);
        try (Matrix expected = Npy.readMatrix(PICTURES.resolve("lite0.npy"));
                Matrix features = Npy.readMatrix(out)) {
            int[] rows = {2, 4, 5};
            for (int i = 0; i < rows.length; i++) {
                double dot = 0;
                double a = 0;
                double b = 0;
                float[] x = features.row(rows[i]);
                float[] y = expected.row(i);
                for (int j = 0; j < x.length; j++) {
                    dot += (double) x[j] * y[j];
                    a += (double) x[j] * x[j];
                    b += (double) y[j] * y[j];
                }
                assertThat(dot / Math.sqrt(a * b)).as("cosine of picture " + i).isGreaterThan(0.99999);
                assertThat(Math.sqrt(a / b)).as("length of picture " + i).isCloseTo(1, within(1e-3));
            }
        }
    }

    @Test
    void foldersAreClassesInTheOrderOfNames() throws IOException {
        Pictures pictures = Pictures.below(photos);
        assertThat(pictures.names()).containsExactly("a/1.webp", "a/2.png", "b/1.png", "b/deeper/2.jpg");
        assertThat(pictures.classes()).containsExactly("a", "a", "b", "b");
        copy("rgb.bmp", "stray.bmp");
        Pictures stray = Pictures.below(photos);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(stray::classes)
                .withMessageContaining("'stray.bmp' lies in none");
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> Pictures.below(Files.createDirectory(folder.resolve("none"))))
                .withMessageContaining("no file that ends in bmp, gif");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksThatLeadOutOfTheFolderAreLeftOutAndCounted() throws IOException {
        Path outside = Files.copy(PICTURES.resolve("rgb.png"), folder.resolve("outside.png"));
        Files.createSymbolicLink(photos.resolve("a").resolve("out.png"), outside.toAbsolutePath());
        Files.createSymbolicLink(photos.resolve("loop"), photos.toAbsolutePath());
        Files.createSymbolicLink(
                photos.resolve("b").resolve("in.png"),
                photos.resolve("a").resolve("2.png").toAbsolutePath());
        Pictures pictures = Pictures.below(photos);
        assertThat(pictures.names())
                .contains("b/in.png")
                .doesNotContain("a/out.png")
                .hasSize(5);
        assertThat(pictures.skipped()).isEqualTo(1);
    }

    @Test
    void brokenFilesAreRefusedOrLeftOut() throws IOException {
        write(true, node("Flatten"), 2);
        Files.writeString(photos.resolve("a").resolve("2.png"), "no picture");
        PictureOptions options = PictureOptions.DEFAULTS.withSize(SIZE);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> embed(options))
                .withMessageContaining("2.png: expected a picture")
                .withMessageContaining("--skip-broken");
        assertThat(out).doesNotExist();
        PictureEmbedding.Result result =
                embed(ModelSource.of(model), options.withSkipBroken(true), Embedding.Monitor.SILENT);
        assertThat(result.broken()).containsExactly(1);
        assertThat(result.pictures().names()).containsExactly("a/1.webp", "b/1.png", "b/deeper/2.jpg");
        try (Matrix features = Npy.readMatrix(out)) {
            assertThat(features.rows()).isEqualTo(3);
        }
    }

    @Test
    void anInterruptedEmbeddingEndsWithTheSameBits() throws IOException {
        write(true, node("Flatten"), 2);
        PictureOptions options = PictureOptions.DEFAULTS.withSize(SIZE).withBatchSize(1);
        embed(options).close();
        byte[] whole = Files.readAllBytes(out);
        Files.delete(out);
        assertThatIllegalStateException().isThrownBy(() -> embed(ModelSource.of(model), options, stop()));
        assertThat(out).doesNotExist();
        embed(options.withThreads(2)).close();
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
    }

    private static Embedding.Monitor stop() {
        return new Embedding.Monitor() {
            @Override
            public void finished(int rows, int of, double share) {
                if (rows > 0) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
    }
}
