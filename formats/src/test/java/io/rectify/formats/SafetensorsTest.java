package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path directory;

    /** A file put together by hand. */
    static byte[] bytes(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("m.safetensors"), content);
    }

    private String refusal(byte[] content) throws IOException {
        Path file = file(content);
        String message = Refusal.of(() -> Safetensors.read(file));
        assertThat(message).startsWith(file + ": ");
        return message.substring(file.toString().length() + 2);
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = directory.resolve("m.safetensors");
        Matrix weights = Matrix.of(new float[][] {{1, -2, 3}, {4.5f, Float.MIN_VALUE, -0f}});
        Safetensors.writer()
                .tensor("weights", weights)
                .tensor("bias", new float[] {7, 8, 9})
                .tensor("cube", new float[] {1, 2, 3, 4}, 2, 1, 2)
                .tensor("none", new float[0])
                .metadata("classes", "[\"a\",\"b\\n\"]")
                .metadata("Größe", "😀")
                .write(file);
        Safetensors read = Safetensors.read(file);
        assertThat(read.names()).containsExactly("bias", "cube", "none", "weights");
        assertThat(read.matrix("weights").contentEquals(weights)).isTrue();
        assertThat(read.vector("bias")).containsExactly(7, 8, 9);
        assertThat(read.vector("none")).isEmpty();
        assertThat(read.shape("cube")).containsExactly(2L, 1L, 2L);
        assertThat(read.metadata()).isEqualTo(Map.of("classes", "[\"a\",\"b\\n\"]", "Größe", "😀"));
        assertThat(read.metadata("Größe")).isEqualTo("😀");
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        Path file = directory.resolve("m.safetensors");
        Safetensors.writer()
                .tensor("b", new float[] {2})
                .tensor("a", Matrix.of(new float[][] {{1, -1}}))
                .metadata("k", "v")
                .write(file);
        String header = "{\"__metadata__\":{\"k\":\"v\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes(padded, NpyBytes.floats(1, -1, 2)));
    }

    @Test
    void tensorsMayStandInAnyOrder() throws IOException {
        String header = "{" + entry("b", "F32", "[1]", "[4,8]") + "," + entry("a", "F32", "[1]", "[0,4]") + "}";
        Safetensors read = Safetensors.read(file(bytes(header, NpyBytes.floats(1, 2))));
        assertThat(read.vector("a")).containsExactly(1);
        assertThat(read.vector("b")).containsExactly(2);
        assertThat(read.metadata()).isEmpty();
    }

    @Test
    void integersAreRead() throws IOException {
        String header = "{" + entry("i", "I32", "[2]", "[0,8]") + "," + entry("l", "I64", "[2]", "[8,24]") + "}";
        byte[] data = NpyBytes.data(24, b -> b.putInt(1).putInt(-2).putLong(3).putLong(Long.MIN_VALUE));
        Safetensors read = Safetensors.read(file(bytes(header, data)));
        assertThat(read.integers("i")).containsExactly(1, -2);
        assertThat(read.integers("l")).containsExactly(3, Long.MIN_VALUE);
    }

    @Test
    void tensorsLongerThanABlockAreRead() throws IOException {
        float[] values = new float[1_000_003];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Path file = directory.resolve("m.safetensors");
        Safetensors.writer().tensor("x", values).write(file);
        assertThat(Safetensors.read(file).vector("x")).isEqualTo(values);
    }

    @Test
    void whatIsReadCannotBeChanged() throws IOException {
        Path file = directory.resolve("m.safetensors");
        float[] values = {1};
        SafetensorsWriter writer = Safetensors.writer().tensor("x", values);
        values[0] = 2;
        writer.write(file);
        Safetensors read = Safetensors.read(file);
        read.vector("x")[0] = 3;
        assertThat(read.vector("x")).containsExactly(1);
    }

    @Test
    void askingForAnotherTensorIsRefusedByName() throws IOException {
        Path file = directory.resolve("m.safetensors");
        String header = "{" + entry("i", "I64", "[1]", "[0,8]") + "," + entry("v", "F32", "[1]", "[8,12]") + "}";
        Safetensors read = Safetensors.read(file(bytes(header, new byte[12])));
        assertThat(Refusal.of(() -> read.matrix("w\n")))
                .isEqualTo(file + ": expected a tensor 'w\\n' but the tensors are 'i', 'v'");
        assertThat(Refusal.of(() -> read.matrix("v")))
                .isEqualTo(file + ": tensor 'v': expected 2 dimensions but found shape [1]");
        assertThat(Refusal.of(() -> read.vector("i")))
                .isEqualTo(file + ": tensor 'i': expected dtype F32 but found integers");
        assertThat(Refusal.of(() -> read.integers("v")))
                .isEqualTo(file + ": tensor 'v': expected dtype I32 or I64 but found F32");
        assertThat(Refusal.of(() -> read.metadata("k"))).isEqualTo(file + ": expected metadata 'k' but there is none");
        Safetensors none = Safetensors.read(file(bytes("{}", new byte[0])));
        assertThat(Refusal.of(() -> none.vector("v"))).isEqualTo(file + ": expected a tensor 'v' but there are none");
    }

    @Test
    void aMatrixIsNoVector() throws IOException {
        Path file = directory.resolve("m.safetensors");
        Safetensors.writer().tensor("w", Matrix.zeros(2, 3)).write(file);
        Safetensors read = Safetensors.read(file);
        assertThat(Refusal.of(() -> read.vector("w")))
                .isEqualTo(file + ": tensor 'w': expected 1 dimension but found shape [2, 3]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[];header: tensor 'x': expected dtype, shape and two data_offsets",
                "`{\"dtype\":\"F32\",\"shape\":[2]}`;header: tensor 'x': expected dtype, shape and two data_offsets",
                "`{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}`;header: tensor 'x': expected dtype, shape and two data_offsets",
                "`{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}`;header: tensor 'x': data_offsets: expected at most 2 integers below 2^63",
                "`{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}`;header: tensor 'x': data_offsets: expected at most 2 integers below 2^63",
                "`{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}`;header: expected tensor 'x': shape: integers but found VALUE_NUMBER_FLOAT",
                "`{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}`;header: expected tensor 'x': shape: an array but found VALUE_NUMBER_INT",
                "`{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]}`;header: tensor 'x': expected dtype F32, I32 or I64 but found 'F16'",
                "`{\"dtype\":32,\"shape\":[4],\"data_offsets\":[0,8]}`;header: expected tensor 'x': a string as dtype but found VALUE_NUMBER_INT",
                "`{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}`;header: tensor 'x': the key 'dtype' appears twice",
                "`{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"a\\nb\":1}`;header: tensor 'x': unknown key 'a\\nb'",
                "`{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}`;tensor 'x': expected data_offsets in ascending order but found [8, 0]",
                "`{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}`;tensor 'x': expected data_offsets in ascending order but found [-8, 0]",
                "`{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}`;tensor 'x': shape [3] of F32 does not take the 8 bytes that data_offsets give it",
                "`{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}`;tensor 'x': shape [-1, -2] of F32 does not take the 8 bytes that data_offsets give it",
                "`{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296,2],\"data_offsets\":[0,8]}`;tensor 'x': shape [4294967296, 4294967296, 4294967296, 2] of F32 does not take the 8 bytes that data_offsets give it",
                "`{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}`;tensor 'x': expected data_offsets to begin at 0 but found 4",
                "`{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}`;tensor 'x': file is truncated: data ends at byte 16 after the header but there are 8",
                "`{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}`;expected 4 bytes of data after the header but found 8",
                "null;header: expected tensor 'x': an object but found VALUE_NULL",
                "`{\"dtype\":\"F32\",\"shape\":[[[[2]]]],\"data_offsets\":[0,8]}`;header: expected tensor 'x': shape: integers but found START_ARRAY",
            })
    void anyOtherTensorIsRefused(String tensor, String expected) throws IOException {
        String value = tensor.equals("[]") ? "{}" : tensor;
        assertThat(refusal(bytes("{\"x\":" + value + "}", new byte[8]))).isEqualTo(expected);
    }

    @Test
    void overlapsAndGapsAreRefused() throws IOException {
        String overlap = "{" + entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[2]", "[4,12]") + "}";
        assertThat(refusal(bytes(overlap, new byte[12])))
                .isEqualTo("tensor 'b': expected data_offsets to begin at 8 but found 4");
        String gap = "{" + entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[8,12]") + "}";
        assertThat(refusal(bytes(gap, new byte[12])))
                .isEqualTo("tensor 'b': expected data_offsets to begin at 4 but found 8");
    }

    @Test
    void namesTwiceAreRefused() throws IOException {
        String twice = "{" + entry("a", "F32", "[1]", "[0,4]") + "," + entry("a", "F32", "[1]", "[4,8]") + "}";
        assertThat(refusal(bytes(twice, new byte[8]))).isEqualTo("header: tensor 'a' appears twice");
        assertThat(refusal(bytes("{\"__metadata__\":{},\"__metadata__\":{}}", new byte[0])))
                .isEqualTo("header: the key '__metadata__' appears twice");
        assertThat(refusal(bytes("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", new byte[0])))
                .isEqualTo("header: metadata 'k' appears twice");
    }

    @Test
    void metadataAreStrings() throws IOException {
        assertThat(refusal(bytes("{\"__metadata__\":{\"k\":1}}", new byte[0])))
                .isEqualTo("header: expected a string as metadata 'k' but found VALUE_NUMBER_INT");
        assertThat(refusal(bytes("{\"__metadata__\":[]}", new byte[0])))
                .isEqualTo("header: expected an object of strings as '__metadata__' but found START_ARRAY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":}",
                "{'a':1}",
                "{\"a\":{\"shape\":[[[[[[1]]]]]]}}",
                "{\"a\n\":1}",
                "{//\n}"
            })
    void brokenJsonIsRefused(String header) throws IOException {
        assertThat(refusal(bytes(header, new byte[0])))
                .containsPattern("^header(: expected .*| is not valid JSON near character \\d+)$");
    }

    @Test
    void theHeaderIsOneObject() throws IOException {
        assertThat(refusal(bytes("[]", new byte[0]))).isEqualTo("expected a header that starts with '{'");
        assertThat(refusal(bytes("", new byte[0]))).isEqualTo("expected a header that starts with '{'");
        assertThat(refusal(bytes(" {}", new byte[0]))).isEqualTo("expected a header that starts with '{'");
        assertThat(refusal(bytes("{} {}", new byte[0])))
                .isEqualTo("header: expected only spaces after the closing brace");
    }

    @Test
    void theHeaderIsUtf8() throws IOException {
        byte[] content = bytes("{\"__metadata__\":{\"k\":\"x\"}}", new byte[0]);
        content[content.length - 4] = (byte) 0xFF;
        assertThat(refusal(content)).isEqualTo("expected a header in UTF-8");
    }

    @Test
    void headerLengthsBeyondTheFileOrReasonAreRefused() throws IOException {
        assertThat(refusal(new byte[7])).isEqualTo("file is truncated: expected at least 8 bytes but found 7");
        byte[] content = bytes("{}", new byte[0]);
        content[0] = 3;
        assertThat(refusal(content)).isEqualTo("file is truncated: expected a header of 3 bytes but 2 follow");
        content[3] = 0x06;
        assertThat(refusal(content))
                .isEqualTo("expected a header of at most 100000000 bytes but its length is " + (0x06000000L + 3));
        content[7] = (byte) 0x80;
        assertThat(refusal(content))
                .isEqualTo("expected a header of at most 100000000 bytes but its length is 9223372036955439107");
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() throws IOException {
        String header = "{" + entry("w", "F32", "[1,3]", "[0,12]") + "}";
        assertThat(refusal(bytes(header, NpyBytes.floats(1, 2, Float.NaN))))
                .isEqualTo("tensor 'w': expected finite numbers but element 2 (counting from 0) is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.writer().tensor("w", new float[] {0, Float.NaN}))
                .withMessage("element 1 of tensor w is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.writer().tensor("w", Matrix.of(new float[][] {
                    {0, 0}, {Float.POSITIVE_INFINITY, 0}
                })))
                .withMessage("element 2 of tensor w is not finite: Infinity");
    }

    @Test
    void theWriterRefusesWhatCouldNotBeReadBack() {
        SafetensorsWriter writer =
                Safetensors.writer().tensor("w", new float[1]).metadata("k", "v");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.tensor("w", new float[1]))
                .withMessage("the tensor name w is taken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.tensor("__metadata__", new float[1]))
                .withMessage("the tensor name __metadata__ is taken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.metadata("k", "w"))
                .withMessage("metadata k is set twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.tensor("x", new float[3], 2, 2))
                .withMessage("tensor x has 3 elements but shape [2, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.tensor("x", new float[4], -2, -2))
                .withMessage("tensor x has 4 elements but shape [-2, -2]");
    }

    @Test
    void aMissingFileIsRefused() {
        Path missing = directory.resolve("none");
        assertThat(Refusal.of(() -> Safetensors.read(missing)))
                .isEqualTo(missing + ": cannot be read: no such file or directory");
    }

    @Test
    void shapesAreListsOfTheirOwn() throws IOException {
        Path file = directory.resolve("m.safetensors");
        Safetensors.writer().tensor("w", Matrix.zeros(2, 3)).write(file);
        assertThat(Safetensors.read(file).shape("w")).isEqualTo(List.of(2L, 3L));
    }
}
