package io.rectify.neural;

import java.util.SplittableRandom;

/**
 * What happens to each image each time it is trained on (He et al. 2016, section 4.2).
 *
 * @param padding the image is moved by up to that many pixels each way, at random; what comes in at the edge is 0
 * @param flip whether every other image, at random, is turned left to right
 */
public record Augmentation(int padding, boolean flip) {
    public static final Augmentation NONE = new Augmentation(0, false);

    /** @throws IllegalArgumentException if the padding is negative */
    public Augmentation {
        if (padding < 0) {
            throw new IllegalArgumentException("padding must be at least 0 but is " + padding);
        }
    }

    /** Changes a batch of images. */
    void applyInPlace(float[] rows, ImageShape shape, SplittableRandom random) {
        if (padding == 0 && !flip) {
            return;
        }
        float[] image = new float[shape.size()];
        for (int at = 0; at < rows.length; at += image.length) {
            int down = random.nextInt(2 * padding + 1) - padding;
            int right = random.nextInt(2 * padding + 1) - padding;
            boolean flipped = flip && random.nextBoolean();
            System.arraycopy(rows, at, image, 0, image.length);
            draw(image, rows, at, shape, down, right, flipped);
        }
    }

    private static void draw(
            float[] image, float[] rows, int at, ImageShape shape, int down, int right, boolean flipped) {
        int h = shape.height();
        int w = shape.width();
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    int fromY = y - down;
                    int fromX = (flipped ? w - 1 - x : x) - right;
                    boolean inside = fromY >= 0 && fromY < h && fromX >= 0 && fromX < w;
                    rows[at + (c * h + y) * w + x] = inside ? image[(c * h + fromY) * w + fromX] : 0;
                }
            }
        }
    }
}
