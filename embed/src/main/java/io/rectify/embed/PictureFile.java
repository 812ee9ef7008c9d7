package io.rectify.embed;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/**
 * Pictures in files: png, jpg, webp, bmp and gif (its first frame), upright as EXIF has it, transparency on white, grey as it is.
 *
 * <p>Sizes are looked at before anything is decoded. Of more than 16 million pixels every k-th row and column is read; more than 250
 * million are refused, whatever the file's own size.
 */
final class PictureFile {
    private static final long MANY_PIXELS = 16_000_000;
    private static final long MOST_PIXELS = 250_000_000;
    private static final String HINT = "; --skip-broken leaves such files out";
    private static final String EXPECTED = "expected a picture (png, jpg, webp, bmp or gif)";

    static {
        // Without this, every picture would pass through a temporary file.
        ImageIO.setUseCache(false);
    }

    private PictureFile() {}

    /**
     * Decodes a picture.
     *
     * @throws DataFormatException if the file is no picture, damaged, or has too many pixels
     */
    static Picture read(Path file) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataFormatException(DataLocation.in(file), EXPECTED + " but it is none" + HINT);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, false);
                ImageReadParam param = reader.getDefaultReadParam();
                int step = step(file, reader.getWidth(0), reader.getHeight(0));
                param.setSourceSubsampling(step, step, 0, 0);
                int orientation = orientation(reader);
                return upright(pixels(reader.read(0, param)), orientation);
            } finally {
                reader.dispose();
            }
        } catch (DataFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers throw what they like on damaged files.
            throw new DataFormatException(
                    DataLocation.in(file), EXPECTED + " but it cannot be decoded: " + RootCause.message(e) + HINT);
        }
    }

    private static int step(Path file, int width, int height) throws DataFormatException {
        long count = (long) width * height;
        if (width < 1 || height < 1 || count > MOST_PIXELS) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected at most " + MOST_PIXELS / 1_000_000 + " million pixels but it claims " + width + " x "
                            + height + HINT);
        }
        int step = 1;
        while (count > MANY_PIXELS * step * step) {
            step++;
        }
        return step;
    }

    /** 1 to 8 as EXIF counts; 1, upright, where the file does not say. */
    private static int orientation(ImageReader reader) throws IOException {
        IIOMetadata metadata = reader.getImageMetadata(0);
        if (metadata == null || !metadata.isStandardMetadataFormatSupported()) {
            return 1;
        }
        Node node = child(
                child(metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName), "Dimension"),
                "ImageOrientation");
        Node value = node == null ? null : node.getAttributes().getNamedItem("value");
        return value == null
                ? 1
                : switch (value.getNodeValue()) {
                    case "FlipH" -> 2;
                    case "Rotate180" -> 3;
                    case "FlipV" -> 4;
                    case "FlipHRotate90" -> 7;
                    case "Rotate270" -> 6;
                    case "FlipVRotate90" -> 5;
                    case "Rotate90" -> 8;
                    default -> 1;
                };
    }

    private static @Nullable Node child(@Nullable Node parent, String name) {
        Node child = parent == null ? null : parent.getFirstChild();
        while (child != null && !child.getNodeName().equals(name)) {
            child = child.getNextSibling();
        }
        return child;
    }

    private static Picture pixels(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            argb(image, y, row);
            for (int x = 0; x < width; x++) {
                int alpha = row[x] >>> 24;
                for (int c = 0; c < 3; c++) {
                    int value = row[x] >> (16 - 8 * c) & 255;
                    rgb[3 * (y * width + x) + c] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
                }
            }
        }
        return new Picture(width, height, rgb);
    }

    /** Grey samples are taken as they are: getRGB would treat them as linear light and brighten them. */
    private static void argb(BufferedImage image, int y, int[] row) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int type = raster.getDataBuffer().getDataType();
        boolean grey = bands <= 2
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
                && !(image.getColorModel() instanceof IndexColorModel);
        if (!grey) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        int bits = image.getColorModel().getComponentSize(0);
        int white = (1 << bits) - 1;
        for (int x = 0; x < row.length; x++) {
            int value = raster.getSample(x, y, 0) * 255 / white;
            int alpha = bands == 2 ? raster.getSample(x, y, 1) * 255 / white : 255;
            row[x] = alpha << 24 | value << 16 | value << 8 | value;
        }
    }

    private static Picture upright(Picture picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        boolean turned = orientation >= 5;
        int width = turned ? picture.height() : picture.width();
        int height = turned ? picture.width() : picture.height();
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean mirrored = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean upended = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                int u = turned ? y : x;
                int v = turned ? x : y;
                u = mirrored ? picture.width() - 1 - u : u;
                v = upended ? picture.height() - 1 - v : v;
                System.arraycopy(picture.rgb(), 3 * (v * picture.width() + u), rgb, 3 * (y * width + x), 3);
            }
        }
        return new Picture(width, height, rgb);
    }
}
