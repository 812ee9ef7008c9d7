package io.rectify.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {
    static final Path PICTURES = Path.of("src/test/resources/io/rectify/embed/pictures");
    private static final int SIZE = 16;

    @TempDir
    Path folder;

    /** 2 x 2 pixels of 0, 100, 200 and 60 become one of 90; and each column's mean where only rows are joined. */
    @Test
    void aReducedPictureIsAMean() {
        byte[] rgb = new byte[12];
        int[] values = {0, 100, 200, 60};
        for (int i = 0; i < 12; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        assertThat(new Picture(2, 2, rgb).square(1)).containsExactly(90, 90, 90);
        assertThat(new Picture(2, 2, rgb).square(2)).containsExactly(0, 100, 200, 60, 0, 100, 200, 60, 0, 100, 200, 60);
        assertThat(new Picture(2, 2, rgb).within(2)).isEqualTo(new Picture(2, 2, rgb));
    }

    /** Every format, EXIF's eight ways to lie, transparency, grey, palettes and CMYK as Pillow has them. */
    @Test
    void agreesWithPillow() throws IOException {
        List<String> files = Files.readAllLines(PICTURES.resolve("files.txt"));
        assertThat(files).hasSize(19);
        try (Matrix golden = Npy.readMatrix(PICTURES.resolve("golden.npy"));
                Matrix upright = Npy.readMatrix(PICTURES.resolve("upright.npy"))) {
            for (int i = 0; i < files.size(); i++) {
                String name = files.get(i);
                Picture picture = PictureFile.read(PICTURES.resolve(name));
                float[] expected = upright.row(i);
                assertThat(picture.width()).as(name).isEqualTo((int) expected[0]);
                assertThat(picture.height()).as(name).isEqualTo((int) expected[1]);
                boolean lossy = name.contains("jpg") || name.startsWith("lossy");
                // CMYK has no colour profile: programs differ in how they mix ink.
                // Colours of lossy WebP are stored for 2 x 2 pixels, and Pillow smooths between them.
                float tolerance =
                        name.startsWith("cmyk") ? 16 : name.endsWith("webp") && lossy ? 10 : lossy ? 6 : 1.01f;
                assertThat(picture.square(SIZE)).as(name).containsExactly(golden.row(i), within(tolerance));
            }
        }
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504e470d0a1a0aL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            deflater.write(new byte[1 << 16]);
        }
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    private void refused(String name, byte[] content, String expectation) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> PictureFile.read(file))
                .satisfies(e ->
                        assertThat(e.getMessage()).contains(name, expectation).doesNotContain("\n"));
    }

    @Test
    void whatIsNoPictureIsRefused() throws IOException {
        refused("bomb.png", png(40_000, 40_000), "it claims 40000 x 40000");
        refused("text.png", "no picture".getBytes(StandardCharsets.US_ASCII), "but it is none");
        refused("empty.jpg", new byte[0], "but it is none");
        byte[] whole = Files.readAllBytes(PICTURES.resolve("exif1.jpg"));
        refused("half.webp", Arrays.copyOf(Files.readAllBytes(PICTURES.resolve("lossless.webp")), 100), "half.webp");
        refused("head.jpg", Arrays.copyOf(whole, 300), "head.jpg");
    }

    /** 5,000 x 5,000 pixels are more than 16 million: every second row and column is read. */
    @Test
    void ofManyPixelsEverySecondIsRead() throws IOException {
        Path file = folder.resolve("large.png");
        BufferedImage image = new BufferedImage(5000, 5000, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 5000; i += 2) {
            image.getRaster().setSample(i, 0, 0, 200);
        }
        ImageIO.write(image, "png", file.toFile());
        Picture picture = PictureFile.read(file);
        assertThat(picture.width()).isEqualTo(2500);
        assertThat(picture.rgb()[0] & 255).isEqualTo(200);
        assertThat(picture.rgb()[3 * 2499] & 255).isEqualTo(200);
        assertThat(picture.rgb()[3 * 2500] & 255).isZero();
    }

    @Test
    void aThumbnailIsASmallJpeg() throws IOException {
        String uri = Thumbnail.of(PICTURES.resolve("exif6.jpg"), 20);
        assertThat(uri).startsWith("data:image/jpeg;base64,").hasSizeLessThan(2000);
        Path file = Files.write(
                folder.resolve("thumbnail.jpg"), Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)));
        Picture small = PictureFile.read(file);
        assertThat(small.width()).isEqualTo(13);
        assertThat(small.height()).isEqualTo(20);
    }
}
