package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyHeaderTest {
    private static final String GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }";

    @TempDir
    Path directory;

    private NpyHeader read(byte[] content) throws IOException {
        Path file = NpyBytes.write(directory, content);
        try (FileChannel channel = FileChannel.open(file)) {
            NpyHeader header = NpyHeader.read(file, channel);
            assertThat(channel.position()).isLessThanOrEqualTo(content.length);
            return header;
        }
    }

    private String refusal(byte[] content) {
        String message = Refusal.of(() -> read(content));
        String prefix = directory.resolve("x.npy") + ": ";
        assertThat(message).startsWith(prefix);
        return message.substring(prefix.length());
    }

    private String refusal(String literal) {
        return refusal(NpyBytes.of(literal, new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatIsWrittenIsReadBackAndAligned(int version) throws IOException {
        for (NpyType type : NpyType.values()) {
            for (List<Long> shape : List.of(List.<Long>of(), List.of(7L), List.of(3L, 4L), List.of(1L, 2L, 3L))) {
                ByteOrder order = type.size() == 1 ? ByteOrder.nativeOrder() : ByteOrder.BIG_ENDIAN;
                NpyHeader header = new NpyHeader(version, type, order, shape.size() == 2, shape);
                byte[] bytes = header.toBytes();
                assertThat(bytes.length % 64).isZero();
                assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
                assertThat(read(bytes)).isEqualTo(header);
            }
        }
    }

    @Test
    void theBytesWrittenAreTheOnesNumpyWrites() throws IOException {
        byte[] numpy = Files.readAllBytes(NpyGolden.file("f4_little_C_v1.npy"));
        NpyHeader header = new NpyHeader(1, NpyType.FLOAT32, ByteOrder.LITTLE_ENDIAN, false, List.of(3L, 5L));
        assertThat(numpy).startsWith(header.toBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD,
                GOOD + "          \n",
                "{'shape': (3, 4), 'descr': '<f4', 'fortran_order': False}",
                "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(3,4,),}",
                "{ 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 3 , 4 ) }"
            })
    void theLiteralMayBeSpacedAndOrderedFreely(String literal) throws IOException {
        NpyHeader expected = new NpyHeader(1, NpyType.FLOAT32, ByteOrder.LITTLE_ENDIAN, false, List.of(3L, 4L));
        assertThat(read(NpyBytes.of(literal, new byte[0]))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"<f4,LITTLE", ">f4,BIG", "=f4,NATIVE", "|f4,NATIVE", "f4,NATIVE"})
    void theMarkGivesTheByteOrder(String descr, String expected) throws IOException {
        ByteOrder order = switch (expected) {
            case "LITTLE" -> ByteOrder.LITTLE_ENDIAN;
            case "BIG" -> ByteOrder.BIG_ENDIAN;
            default -> ByteOrder.nativeOrder();
        };
        assertThat(read(NpyBytes.of(NpyBytes.literal(descr, false, "(3, 4)"), new byte[0]))
                        .order())
                .isEqualTo(order);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[1];expected '{' at character 0 but found '['",
                "{'descr': '<f4';expected ',' at character 15 but found the end of the header",
                "{'descr' '<f4'};expected ':' at character 9 but found '''",
                "{'descr': 4};expected a quoted string at character 10 but found '4'",
                "{'descr': '<f4};expected a quoted string that ends and has no backslash at character 10 but found '''",
                "{'descr': '\\x3cf4'};expected a quoted string that ends and has no backslash at character 10 but found '''",
                "{'fortran_order': 0};expected True or False at character 18 but found '0'",
                "{'shape': [3, 4]};expected '(' at character 10 but found '['",
                "{'shape': (3)};expected ',' as in a tuple of one size at character 12 but found ')'",
                "{'shape': (3 4)};expected ',' or ')' at character 13 but found '4'",
                "{'shape': (3L, 4)};expected ',' or ')' at character 12 but found 'L'",
                "{'shape': (, 4)};expected an integer at character 11 but found ','",
                "{'shape': (03, 4)};expected an integer at character 11 but found '0'",
                "{'shape': (--3, 4)};expected an integer at character 11 but found '-'",
                "{'shape': (2**70, 4)};expected ',' or ')' at character 12 but found '*'",
                "{'shape': (9223372036854775808, 4)};expected a size below 2^63 at character 11 but found 9223372036854775808",
                "{'shape': (__import__('os').system('true'),)};expected an integer at character 11 but found '_'",
                "{'size': 3};expected the keys 'descr', 'fortran_order' and 'shape' at character 1 but found 'size'",
                "{'shape': (3, 4), 'shape': (3, 4)};the key 'shape' appears twice",
                "{};the key 'descr' is missing",
                "{'descr': '<f4'};the key 'fortran_order' is missing",
                "{'descr': '<f4', 'fortran_order': False};the key 'shape' is missing",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} #;expected only spaces after the closing brace at character 58 but found '#'",
            })
    void anyOtherLiteralIsRefused(String literal, String expected) {
        assertThat(refusal(literal)).isEqualTo("npy header: " + expected);
    }

    @Test
    void controlCharactersInTheLiteralAreEscaped() {
        assertThat(refusal("{\u001b"))
                .isEqualTo("npy header: expected a quoted string at character 1 but found '\\u001b'");
        assertThat(refusal("{'a\nb" + "c".repeat(90) + "': 1}")).contains("found 'a\\nb" + "c".repeat(37) + "…'");
    }

    @Test
    void otherFilesAreRefusedByTheirFirstBytes() {
        assertThat(refusal("text,label\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        "expected an npy file, which starts with the bytes 93 4e 55 4d 50 59, but found 74 65 78 74 2c 6c");
        assertThat(refusal(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0}))
                .isEqualTo("expected an npy file, which starts with the bytes 93 4e 55 4d 50 59, but found "
                        + "50 4b 03 04 00 00 (an npz archive? save one array with numpy.save)");
    }

    @Test
    void otherVersionsAreRefused() {
        byte[] bytes = NpyBytes.of(4, GOOD, new byte[0]);
        assertThat(refusal(bytes)).isEqualTo("expected npy format version 1.0, 2.0 or 3.0 but found 4.0");
        bytes[6] = 1;
        bytes[7] = (byte) 255;
        assertThat(refusal(bytes)).isEqualTo("expected npy format version 1.0, 2.0 or 3.0 but found 1.255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NpyHeader(4, NpyType.INT8, ByteOrder.BIG_ENDIAN, false, List.of()))
                .withMessage("npy format versions are 1 to 3: 4");
    }

    @Test
    void aHeaderThatIsCutOffIsRefused() {
        byte[] whole = NpyBytes.of(GOOD, new byte[0]);
        for (int length = 0; length < whole.length; length++) {
            int needed = length < 8 ? 8 : length < 10 ? 10 : whole.length;
            assertThat(refusal(java.util.Arrays.copyOf(whole, length)))
                    .isEqualTo("file is truncated: expected at least " + needed + " bytes for the header but found "
                            + length);
        }
    }

    @Test
    void aHeaderLengthBeyondReasonIsRefusedBeforeItIsAllocated() {
        byte[] bytes = NpyBytes.of(2, GOOD, new byte[0]);
        bytes[11] = (byte) 0xFF;
        assertThat(refusal(bytes))
                .isEqualTo(
                        "expected a header of at most 65536 bytes but its length is " + (0xFF000000L + GOOD.length()));
    }
}
