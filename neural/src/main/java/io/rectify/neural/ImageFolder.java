package io.rectify.neural;

import io.rectify.data.Labels;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a folder of PNG and JPEG files for each class. Classes and files are taken in the order of their names; what is
 * hidden or has another ending is left out.
 */
public final class ImageFolder {
    /** Decoded, a pixel takes 4 bytes, and 12 more while its channels are taken apart. */
    private static final long BYTES_PER_PIXEL = 16;

    private ImageFolder() {}

    /**
     * How to read.
     *
     * @param colour whether images have three channels, red, green and blue, or one, grey (0.299, 0.587 and 0.114 of them);
     *     transparency is ignored
     * @param size what every image is brought to by means over areas; none means that all must have one size already
     */
    public record Options(boolean colour, Optional<Size> size) {
        /** In colour, as they are. */
        public static final Options DEFAULTS = new Options(true, Optional.empty());

        public Options withColour(boolean newColour) {
            return new Options(newColour, size);
        }

        public Options withSize(int height, int width) {
            return new Options(colour, Optional.of(new Size(height, width)));
        }
    }

    /** Height and width in pixels. */
    public record Size(int height, int width) {
        /** @throws IllegalArgumentException if one is less than 1 or more than 16384 */
        public Size {
            int most = 1 << 14;
            if (height < 1 || width < 1 || height > most || width > most) {
                throw new IllegalArgumentException(
                        "height and width must be 1 to " + most + " but are " + height + " and " + width);
            }
        }

        @Override
        public String toString() {
            return height + " x " + width;
        }
    }

    /**
     * Reads all images.
     *
     * @throws DataFormatException if there are fewer than two classes, a class has no image, a file is no image, or it has another size than
     *     the first and none was asked for
     */
    public static Images read(Path folder, Options options) throws IOException {
        List<Path> classes =
                children(folder).stream().filter(Files::isDirectory).toList();
        if (classes.size() < 2) {
            throw new DataFormatException(
                    DataLocation.in(folder),
                    "expected a folder for each of two or more classes but there are " + classes.size());
        }
        ImageCollector collector = new ImageCollector();
        Size size = options.size().orElse(null);
        for (int label = 0; label < classes.size(); label++) {
            List<Path> files = children(classes.get(label)).stream()
                    .filter(ImageFolder::isImage)
                    .toList();
            if (files.isEmpty()) {
                throw new DataFormatException(
                        DataLocation.in(classes.get(label)),
                        "expected PNG or JPEG files of this class but there are none");
            }
            for (Path file : files) {
                BufferedImage image = decode(file, options.size().isEmpty() ? size : null);
                size = size == null ? new Size(image.getHeight(), image.getWidth()) : size;
                collector.add(file, Area.mean(planes(image, options.colour()), image, size), label);
            }
        }
        if (size == null) {
            throw new IllegalStateException("there was an image");
        }
        return Images.of(
                new ImageShape(options.colour() ? 3 : 1, size.height(), size.width()),
                collector.pixels(),
                Labels.of(
                        collector.classes(),
                        classes.stream()
                                .map(path -> String.valueOf(path.getFileName()))
                                .toList()));
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new DataFormatException(DataLocation.in(folder), "expected a folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> children = new ArrayList<>(
                    entries.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                            .toList());
            children.sort(java.util.Comparator.comparing(path -> String.valueOf(path.getFileName())));
            return children;
        }
    }

    private static boolean isImage(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    /** @param expected the only size that is right, if one is */
    private static BufferedImage decode(Path file, @Nullable Size expected) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataFormatException(DataLocation.in(file), "expected a PNG or JPEG image but it is neither");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                check(file, reader.getHeight(0), reader.getWidth(0), expected);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (DataFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers throw what they like on damaged files.
            throw new DataFormatException(
                    DataLocation.in(file), "expected a PNG or JPEG image but it cannot be decoded: " + e.getMessage());
        }
    }

    private static void check(Path file, int height, int width, @Nullable Size expected) throws DataFormatException {
        long most = Runtime.getRuntime().maxMemory() / (2 * BYTES_PER_PIXEL);
        if (height < 1 || width < 1 || (long) height * width > Math.min(Integer.MAX_VALUE, most)) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected at most " + most + " pixels, which half of the memory can hold, but it claims " + height
                            + " x " + width);
        }
        if (expected != null && (height != expected.height() || width != expected.width())) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected " + expected + " pixels as the images before but it has " + height + " x " + width
                            + "; name one size for all");
        }
    }

    /** Values of each channel, 0 to 255, row by row. */
    private static float[][] planes(BufferedImage image, boolean colour) {
        int pixels = image.getWidth() * image.getHeight();
        float[][] planes = new float[colour ? 3 : 1][pixels];
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            rgb(image, y, row);
            for (int x = 0; x < row.length; x++) {
                int red = row[x] >> 16 & 255;
                int green = row[x] >> 8 & 255;
                int blue = row[x] & 255;
                int at = y * row.length + x;
                if (colour) {
                    planes[0][at] = red;
                    planes[1][at] = green;
                    planes[2][at] = blue;
                } else {
                    planes[0][at] = red == green && green == blue ? red : .299f * red + .587f * green + .114f * blue;
                }
            }
        }
        return planes;
    }

    /** Grey samples are taken as they are: getRGB would treat them as linear light and brighten them. */
    private static void rgb(BufferedImage image, int y, int[] row) {
        Raster raster = image.getRaster();
        boolean grey = raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        if (!grey) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        int type = raster.getDataBuffer().getDataType();
        int shift = type == DataBuffer.TYPE_USHORT ? 8 : 0;
        for (int x = 0; x < row.length; x++) {
            row[x] = (raster.getSample(x, y, 0) >> shift) * 0x010101;
        }
    }

    /** Brings images to a size. */
    private static final class Area {
        private Area() {}

        /** Each new pixel is the mean over the area of the old ones that it covers. */
        static byte[] mean(float[][] planes, BufferedImage image, Size size) {
            byte[] pixels = new byte[planes.length * size.height() * size.width()];
            int at = 0;
            for (float[] plane : planes) {
                for (int y = 0; y < size.height(); y++) {
                    for (int x = 0; x < size.width(); x++) {
                        pixels[at++] = (byte) Math.round(mean(plane, image, size, y, x));
                    }
                }
            }
            return pixels;
        }

        private static double mean(float[] plane, BufferedImage image, Size size, int y, int x) {
            double top = (double) y * image.getHeight() / size.height();
            double bottom = (y + 1.0) * image.getHeight() / size.height();
            double left = (double) x * image.getWidth() / size.width();
            double right = (x + 1.0) * image.getWidth() / size.width();
            double sum = 0;
            double area = 0;
            for (int v = (int) top; v < bottom && v < image.getHeight(); v++) {
                double height = Math.min(v + 1, bottom) - Math.max(v, top);
                for (int u = (int) left; u < right && u < image.getWidth(); u++) {
                    double part = height * (Math.min(u + 1, right) - Math.max(u, left));
                    sum += part * plane[v * image.getWidth() + u];
                    area += part;
                }
            }
            return sum / area;
        }
    }
}
