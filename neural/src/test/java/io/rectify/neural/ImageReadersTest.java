package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.linalg.Matrix;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReadersTest {
    @TempDir
    Path folder;

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private Path write(String name, byte[]... parts) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        return file;
    }

    private static void checkRefused(Reading reading, String message) {
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(reading::read)
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    private interface Reading {
        void read() throws IOException;
    }

    @ParameterizedTest
    @CsvSource({"CIFAR10, 1, 0, 10", "CIFAR100_COARSE, 2, 0, 20", "CIFAR100_FINE, 2, 1, 100"})
    void cifar(CifarFile.Kind kind, int labelBytes, int place, int classes) throws IOException {
        byte[] first = random(3072, 1);
        byte[] second = random(3072, 2);
        byte[] labels = labelBytes == 1 ? new byte[] {7} : new byte[] {7, 9};
        byte[] last = labelBytes == 1 ? new byte[] {(byte) (classes - 1)} : new byte[] {19, 99};
        Path one = write("one.bin", labels, first);
        Path two = write("two.bin.gz", last, second, labels, first);
        Images images = CifarFile.read(List.of(one, two), kind);
        assertThat(images.rows()).isEqualTo(3);
        assertThat(images.shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(images.labels().toArray()).containsExactly(labels[place], last[place], labels[place]);
        assertThat(images.labels().classCount()).isEqualTo(classes);
        for (int[] at : new int[][] {{0, 0, 0}, {1, 3, 5}, {2, 31, 30}}) {
            int expected = Byte.toUnsignedInt(second[at[0] * 1024 + at[1] * 32 + at[2]]);
            assertThat(images.pixel(1, at[0], at[1], at[2])).isEqualTo(expected);
        }
        Matrix rows = images.rowBlock(1, 2);
        for (int j = 0; j < 3072; j++) {
            assertThat(rows.get(0, j)).isEqualTo(Byte.toUnsignedInt(second[j]) / 255f);
        }
        assertThat(images.selectRows(new int[] {1}).contentEquals(rows)).isTrue();
        assertThat(images.select(new int[] {2, 1}).rowBlock(1, 2).contentEquals(rows))
                .isTrue();
    }

    @Test
    void damagedCifar() throws IOException {
        Path cut = write("cut.bin", new byte[] {1}, random(3072, 1), new byte[] {1}, random(100, 1));
        checkRefused(
                () -> CifarFile.read(List.of(cut), CifarFile.Kind.CIFAR10),
                cut + ": row 1 (counting from 0): expected 3073 bytes of an image but the file ends after 101");
        Path wrong = write("wrong.bin", new byte[] {10}, random(3072, 1));
        checkRefused(
                () -> CifarFile.read(List.of(wrong), CifarFile.Kind.CIFAR10),
                wrong + ": row 0 (counting from 0), column 'label': expected 0 to 9 but found 10");
        checkRefused(() -> CifarFile.read(List.of(write("empty.bin")), CifarFile.Kind.CIFAR10), "the file is empty");
        checkRefused(() -> CifarFile.read(List.of(folder.resolve("none")), CifarFile.Kind.CIFAR10), "none: ");
        checkRefused(() -> CifarFile.read(List.of(folder), CifarFile.Kind.CIFAR10), "found a directory");
        Files.write(folder.resolve("plain.gz"), random(50, 1));
        checkRefused(
                () -> CifarFile.read(List.of(folder.resolve("plain.gz")), CifarFile.Kind.CIFAR10),
                "expected a file compressed by gzip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CifarFile.read(List.of(cut), CifarFile.Kind.CIFAR10, List.of("cat")))
                .withMessage("expected files and 10 class names but there are 1 files and 1 names");
    }

    private static byte[] header(int type, int... sizes) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length);
        bytes.put((byte) 0).put((byte) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            bytes.putInt(size);
        }
        return bytes.array();
    }

    @Test
    void idx() throws IOException {
        byte[] pixels = random(3 * 4 * 5, 1);
        for (String end : new String[] {"", ".gz"}) {
            Path images = write("images" + end, header(8, 3, 4, 5), pixels);
            Path labels = write("labels" + end, header(8, 3), new byte[] {2, 0, 9});
            Images read = IdxFile.read(images, labels);
            assertThat(read.shape()).isEqualTo(new ImageShape(1, 4, 5));
            assertThat(read.labels()).isEqualTo(Labels.of(new int[] {2, 0, 9}, 10));
            assertThat(read.pixel(2, 0, 3, 1)).isEqualTo(Byte.toUnsignedInt(pixels[40 + 16]));
            assertThat(read.dataset().given().size()).isEqualTo(3);
        }
    }

    @Test
    void hostileIdx() throws IOException {
        Path labels = write("labels", header(8, 3), new byte[] {2, 0, 9});
        Object[][] hostile = {
            {new byte[] {1, 0, 8, 3}, "expected an IDX file"},
            {new byte[] {0, 0}, "expected an IDX file"},
            {header(13, 3, 4, 5), "found type 13 of 3"},
            {header(8, 3, 4), "found type 8 of 2"},
            {Arrays.copyOf(header(8, 3, 4, 5), 10), "ends within its header"},
            {header(8, 3, -1, 5), "expected sizes of 1 to 2147483647 but found 4294967295"},
            {header(8, 3, 0, 5), "but found 0"},
            {header(8, 2, 4, 5), "expected as many images as"},
            {header(8, 3, 2147483647, 2147483647), "is too large"},
            {header(8, 3, 2147483647, 1), "expected 2147483647 bytes but the file ends after 0"}
        };
        for (Object[] one : hostile) {
            Path images = write("images", (byte[]) one[0]);
            checkRefused(() -> IdxFile.read(images, labels), one[1].toString());
        }
        checkRefused(
                () -> IdxFile.read(write("long", header(8, 3, 1, 1), new byte[4]), labels),
                "there are more bytes than its header says");
        checkRefused(
                () -> IdxFile.read(labels, write("claims", header(8, 2147483647), new byte[4])),
                "expected 2147483647 bytes but the file ends after 4");
    }

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        Random random = new Random(1);
        byte[] images = new byte[16 + 60];
        System.arraycopy(header(8, 3, 4, 5), 0, images, 0, 16);
        byte[] labels = new byte[8 + 3];
        System.arraycopy(header(8, 3), 0, labels, 0, 8);
        draw("a/0.png", BufferedImage.TYPE_INT_RGB, 4, 4, 0x102030);
        draw("b/0.jpg", BufferedImage.TYPE_INT_RGB, 4, 4, 0x102030);
        for (int trial = 0; trial < 300; trial++) {
            Path x = write("x.idx", mutated(images, random));
            Path y = write("y.idx", mutated(labels, random));
            readOrRefuse(() -> IdxFile.read(x, y));
        }
        for (String name : new String[] {"a/0.png", "b/0.jpg"}) {
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            for (int trial = 0; trial < 150; trial++) {
                Files.write(folder.resolve(name), mutated(whole, random));
                readOrRefuse(() -> ImageFolder.read(folder, ImageFolder.Options.DEFAULTS.withSize(4, 4)));
            }
            Files.write(folder.resolve(name), whole);
        }
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] changed = Arrays.copyOf(whole, whole.length - random.nextInt(2) * random.nextInt(3));
        for (int i = random.nextInt(3); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private void readOrRefuse(Reading reading) throws IOException {
        try {
            reading.read();
        } catch (DataFormatException e) {
            assertThat(e.getMessage()).startsWith(folder.toString()).doesNotContain("\n");
        }
    }

    @Test
    void moreThanTheMemoryIsRefused() throws IOException {
        ImageCollector collector = new ImageCollector(5 << 20);
        collector.add(folder, new byte[3 << 20], 0);
        checkRefused(
                () -> collector.add(folder, new byte[3 << 20], 0),
                "more than 5 MB of images do not fit into the memory: raise Java's -Xmx");
    }

    private void draw(String name, int type, int width, int height, int... rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, 0xFF000000 | rgb[i % rgb.length]);
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
    }

    @Test
    void folders() throws IOException {
        draw("b/1.png", BufferedImage.TYPE_INT_RGB, 2, 3, 0xFF0000, 0x00FF00, 0x0000FF);
        draw("b/0.png", BufferedImage.TYPE_INT_RGB, 2, 3, 0x102030);
        draw("a/x.jpg", BufferedImage.TYPE_INT_RGB, 2, 3, 0x808080);
        Files.writeString(folder.resolve("a").resolve("notes.txt"), "no image");
        Files.writeString(folder.resolve("a").resolve(".hidden.png"), "no image");
        Images colour = ImageFolder.read(folder, ImageFolder.Options.DEFAULTS);
        assertThat(colour.shape()).isEqualTo(new ImageShape(3, 3, 2));
        assertThat(colour.labels()).isEqualTo(Labels.of(new int[] {0, 1, 1}, List.of("a", "b")));
        assertThat(colour.pixel(0, 1, 2, 1)).isBetween(0x7E, 0x82);
        assertThat(colour.pixel(1, 0, 0, 0)).isEqualTo(0x10);
        assertThat(colour.pixel(1, 2, 2, 1)).isEqualTo(0x30);
        // pixels go red, green, blue along the rows of two
        assertThat(colour.pixel(2, 1, 0, 1)).isEqualTo(255);
        assertThat(colour.pixel(2, 2, 1, 0)).isEqualTo(255);
        assertThat(colour.pixel(2, 0, 1, 0)).isZero();
        Images grey = ImageFolder.read(folder, ImageFolder.Options.DEFAULTS.withColour(false));
        assertThat(grey.pixel(2, 0, 0, 0)).isEqualTo(76);
        assertThat(grey.pixel(2, 0, 0, 1)).isEqualTo(150);
    }

    @Test
    void greyFilesKeepTheirValues() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            BufferedImage image = new BufferedImage(2, 1, type);
            int unit = type == BufferedImage.TYPE_USHORT_GRAY ? 256 : 1;
            image.getRaster().setSample(0, 0, 0, 100 * unit);
            image.getRaster().setSample(1, 0, 0, 200 * unit);
            for (String name : new String[] {"a", "b"}) {
                Files.createDirectories(folder.resolve(name));
                ImageIO.write(
                        image, "png", folder.resolve(name).resolve("g.png").toFile());
            }
            Images read = ImageFolder.read(folder, ImageFolder.Options.DEFAULTS.withColour(false));
            assertThat(read.pixel(0, 0, 0, 0)).isEqualTo(100);
            assertThat(read.pixel(0, 0, 0, 1)).isEqualTo(200);
        }
    }

    @Test
    void sizesAreBroughtToOneOrRefused() throws IOException {
        draw("a/0.png", BufferedImage.TYPE_INT_RGB, 4, 4, 0x000000, 0xFFFFFF);
        draw("b/0.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0x404040);
        checkRefused(
                () -> ImageFolder.read(folder, ImageFolder.Options.DEFAULTS),
                "0.png: expected 4 x 4 pixels as the images before but it has 2 x 3; name one size for all");
        Images images = ImageFolder.read(
                folder, ImageFolder.Options.DEFAULTS.withColour(false).withSize(2, 2));
        assertThat(images.shape()).isEqualTo(new ImageShape(1, 2, 2));
        for (int i = 0; i < 4; i++) {
            assertThat(images.pixel(0, 0, i / 2, i % 2)).isBetween(127, 128);
            assertThat(images.pixel(1, 0, i / 2, i % 2)).isEqualTo(0x40);
        }
        // three columns as two: the middle one is half of each
        draw("b/0.png", BufferedImage.TYPE_INT_RGB, 3, 1, 0, 0x5A5A5A, 0xB4B4B4);
        Images halves = ImageFolder.read(
                folder, ImageFolder.Options.DEFAULTS.withColour(false).withSize(1, 2));
        assertThat(halves.pixel(1, 0, 0, 0)).isEqualTo(30);
        assertThat(halves.pixel(1, 0, 0, 1)).isEqualTo(150);
    }

    @Test
    void hostileFolders() throws IOException {
        checkRefused(
                () -> ImageFolder.read(folder, ImageFolder.Options.DEFAULTS), "two or more classes but there are 0");
        checkRefused(
                () -> ImageFolder.read(folder.resolve("none"), ImageFolder.Options.DEFAULTS),
                "none: expected a folder");
        draw("a/0.png", BufferedImage.TYPE_INT_RGB, 4, 4, 0);
        Files.createDirectories(folder.resolve("b"));
        checkRefused(
                () -> ImageFolder.read(folder, ImageFolder.Options.DEFAULTS),
                "b: expected PNG or JPEG files of this class but there are none");
        Path file = folder.resolve("b").resolve("0.png");
        byte[] good = Files.readAllBytes(folder.resolve("a").resolve("0.png"));
        byte[][] bad = {{}, "text".getBytes(), Arrays.copyOf(good, 20), Arrays.copyOf(good, good.length / 2), huge(good)
        };
        for (byte[] bytes : bad) {
            Files.write(file, bytes);
            checkRefused(() -> ImageFolder.read(folder, ImageFolder.Options.DEFAULTS), "0.png: expected ");
        }
        checkRefused(() -> ImageFolder.read(folder, ImageFolder.Options.DEFAULTS), "it claims 65535 x 65535");
    }

    /** The header's width and height, with the checksum that fits them. */
    private static byte[] huge(byte[] png) throws IOException {
        byte[] changed = png.clone();
        ByteBuffer.wrap(changed).putInt(16, 65535).putInt(20, 65535);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(changed, 12, 17);
        ByteBuffer.wrap(changed).putInt(29, (int) crc.getValue());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(changed);
        return out.toByteArray();
    }

    @Test
    void whatIsNoSetOfImagesIsRefused() {
        ImageShape shape = new ImageShape(1, 2, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.of(shape, List.of(new byte[4]), Labels.of(new int[] {0, 1}, 2)))
                .withMessage("1 images have 2 labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Images.of(shape, List.of(new byte[3]), Labels.of(new int[] {0}, 2)))
                .withMessage("image 0 has 3 bytes but images of 1x2x2 have 4");
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageShape(70000, 70000, 1));
    }
}
