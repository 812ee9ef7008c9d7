package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.linalg.Matrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to crash, to hang or to fill the memory: one line each, soon. */
@Timeout(20)
class HostileFileTest {
    @TempDir
    Path folder;

    private static String refused(Path file) {
        String message =
                Refusal.of(() -> TableFile.read(file, TableOptions.DEFAULTS).close());
        assertThat(message)
                .startsWith(file.toString())
                .hasSizeLessThan(file.toString().length() + 1000);
        return message.substring(file.toString().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[null]", "[\"a\",null]", "{}", "[[\"a\"]]", "7", ""})
    void labelNamesOfSafetensorsMustBeTexts(String json) throws IOException {
        String header = "{\"__metadata__\":{\"label_names\":\"" + json.replace("\"", "\\\"")
                + "\"},\"x\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                + "\"label\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}}";
        assertThat(refused(safetensors(header, new byte[5])))
                .isEqualTo(": expected a JSON array of strings as metadata 'label_names'");
    }

    private Path safetensors(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data);
        return Files.write(folder.resolve("x.safetensors"), bytes.array());
    }

    /** Telling them apart took time that grew with the square of their number. */
    @Test
    void anArchiveHasNoMillionArrays() throws IOException {
        Path file = folder.resolve("x.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i <= 10_000; i++) {
                zip.putNextEntry(new ZipEntry(i + ".npy"));
            }
        }
        assertThat(refused(file)).isEqualTo(": expected at most 10000 arrays but there are more");
    }

    @Test
    void equalTextsOfAnArchiveAreHeldOnce() throws IOException {
        byte[] array = NpyBytes.of("{'descr':'|S2','fortran_order':False,'shape':(1000,)}", new byte[2000]);
        try (NpzEntry entry = entry(array, array.length)) {
            Map<String, String> distinct = new IdentityHashMap<>();
            entry.texts().forEach(text -> distinct.put(text, text));
            assertThat(distinct).hasSize(1);
        }
    }

    private NpzEntry entry(byte[] array, long most) throws IOException {
        return NpzEntry.open(folder.resolve("x.npz"), "x", new ByteArrayInputStream(array), -1, most);
    }

    /** 2²⁸ elements of 8 bytes are more than a buffer can have. */
    @Test
    void aRowLongerThanABufferIsRefusedWhereItEnds() throws IOException {
        byte[] array = NpyBytes.of("{'descr':'<f8','fortran_order':False,'shape':(1,268435456)}", new byte[64]);
        try (NpzEntry entry = entry(array, Long.MAX_VALUE)) {
            assertThat(Refusal.of(() -> entry.toFloats(1 << 28, new float[0], 0)))
                    .endsWith("file is truncated: shape (1, 268435456) needs more bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"npz", "safetensors"})
    void rowsOfAnyLengthAreReadPieceByPiece(String extension) throws IOException {
        int columns = (1 << 19) + 5;
        Matrix features = Matrix.zeros(2, columns);
        for (int j = 0; j < columns; j++) {
            features.set(0, j, j);
            features.set(1, j, -j);
        }
        Path file = folder.resolve("wide." + extension);
        try (Table table = new Table(features, List.of(), Map.of())) {
            TableFile.write(file, table);
            try (Table read = TableFile.read(file, TableOptions.DEFAULTS)) {
                assertThat(read.features().contentEquals(features)).isTrue();
            }
        }
    }

    /** DuckDB takes names of folders such as {@code label=cat} for columns. */
    @Test
    void foldersAddNothingToAParquetFile() throws IOException {
        Path file = Files.createDirectory(folder.resolve("label=cat")).resolve("x.parquet");
        try (Table table = new Table(Matrix.of(new float[][] {{1, 2}}), List.of("a", "b"), Map.of())) {
            TableFile.write(file, table);
        }
        try (Table read = TableFile.read(file, TableOptions.DEFAULTS)) {
            assertThat(read.texts()).isEmpty();
            assertThat(read.featureNames()).containsExactly("a", "b");
        }
    }

    /** 48 MB of one letter in 48 kB. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.jsonl.gz|line 1, row 0 (counting from 0): expected JSON but: Unrecognized token",
                "x.csv.gz|expected csv but: ",
                "x.tsv.gz|expected csv but: "
            })
    void aLineWithoutEndIsRefused(String name, String expected) throws IOException {
        Path file = folder.resolve(name);
        byte[] letters = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 48; i++) {
                out.write(letters);
            }
        }
        assertThat(Files.size(file)).isLessThan(1 << 16);
        assertThat(refused(file)).startsWith(": " + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void nestingIsBounded(String opening) throws IOException {
        Path file = folder.resolve("x.jsonl");
        Files.writeString(file, "{\"x\":[1,2],\"o\":" + opening.repeat(200_000));
        assertThat(refused(file)).contains("line 1", "nesting depth");
        Path header = safetensors("{\"__metadata__\":" + opening.repeat(200_000), new byte[0]);
        assertThat(refused(header)).contains("header");
    }

    @Test
    void statedSizesCostNothing() throws IOException {
        byte[] array = NpyBytes.of("{'descr':'<f4','fortran_order':False,'shape':(1000000000000000,4)}", new byte[64]);
        Path npy = Files.write(folder.resolve("x.npy"), array);
        assertThat(refused(npy)).contains("at most 2147483647 rows");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(array);
        }
        assertThat(refused(Files.write(folder.resolve("x.npz"), bytes.toByteArray())))
                .contains("at most 2147483647 rows");
        assertThat(refused(safetensors(
                        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1000000000000000,4],\"data_offsets\":[0,16000000000000000]}}",
                        new byte[64])))
                .contains("file is truncated");
    }

    @Test
    void anEndlessHeaderIsNotRead() throws IOException {
        InputStream spaces = new InputStream() {
            private final byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 0x7F};
            private int at;

            @Override
            public int read() {
                return at < start.length ? Byte.toUnsignedInt(start[at++]) : ' ';
            }
        };
        assertThat(Refusal.of(() -> NpzEntry.open(folder.resolve("x.npz"), "x", spaces, -1, Long.MAX_VALUE)))
                .contains("expected a header of at most 65536 bytes");
    }
}
