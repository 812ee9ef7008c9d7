package io.rectify.embed;

import io.rectify.linalg.Parallel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/** A small copy of a picture that a page can hold. */
public final class Thumbnail {
    private static final int AT_ONCE = 64;

    private Thumbnail() {}

    /**
     * Small copies of several pictures, as long as they fit.
     *
     * @param bytes that all may take
     * @return data URIs of the first of them; an empty one where a file is no picture
     */
    public static List<String> ofFirst(List<Path> files, int most, long bytes, int threads) {
        List<String> all = new ArrayList<>();
        long taken = 0;
        for (int from = 0; from < files.size(); from += AT_ONCE) {
            String[] next = new String[Math.min(AT_ONCE, files.size() - from)];
            int first = from;
            Parallel.forEachBand(
                    next.length, 1, threads, (begin, end) -> next[begin] = orNone(files.get(first + begin), most));
            for (String uri : next) {
                taken += uri.length();
                if (taken > bytes) {
                    return all;
                }
                all.add(uri);
            }
        }
        return all;
    }

    private static String orNone(Path file, int most) {
        try {
            return of(file, most);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * A JPEG as a data URI; about 3 kB for 96 pixels.
     *
     * @param most pixels of the longer side
     * @throws io.rectify.formats.DataFormatException if the file is no picture
     * @throws IOException if it cannot be read
     */
    public static String of(Path file, int most) throws IOException {
        Picture small = PictureFile.read(file).within(most);
        BufferedImage image = new BufferedImage(small.width(), small.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < small.height(); y++) {
            for (int x = 0; x < small.width(); x++) {
                int at = 3 * (y * small.width() + x);
                byte[] rgb = small.rgb();
                image.setRGB(x, y, (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | rgb[at + 2] & 255);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
