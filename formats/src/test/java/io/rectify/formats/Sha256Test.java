package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** The one-block example that NIST publishes with FIPS 180-4. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isThatOfTheStandard() {
        assertThat(Sha256.of(ascii("abc"))).isEqualTo(ABC);
        assertThat(Sha256.of(ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))
                .as("the two-block example")
                .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    }

    @Test
    void isTheSameInPiecesAndOfFiles(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("abc"), ascii("abc"));

        assertThat(Sha256.of(file)).isEqualTo(ABC);
        assertThat(new Sha256()
                        .add(ascii("a"))
                        .add(new ByteArrayInputStream(ascii("bc")))
                        .hex())
                .isEqualTo(ABC);
        assertThat(new Sha256().add(ascii("abc")).digest())
                .isEqualTo(HexFormat.of().parseHex(ABC));
    }

    @Test
    void readsStreamsLongerThanItsBuffer() throws IOException {
        byte[] bytes = new byte[200_000];

        assertThat(new Sha256().add(new ByteArrayInputStream(bytes)).hex()).isEqualTo(Sha256.of(bytes));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
