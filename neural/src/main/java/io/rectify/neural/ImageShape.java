package io.rectify.neural;

/**
 * How the D = C·H·W numbers of a row are an image: channel by channel, each row by row.
 *
 * @param channels C
 * @param height H
 * @param width W
 */
public record ImageShape(int channels, int height, int width) {
    /** @throws IllegalArgumentException if a size is less than 1, or C·H·W more than 2³¹ − 1 */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("channels, height and width must be at least 1 but are " + channels
                    + ", " + height + " and " + width);
        }
        if ((long) height * width > Integer.MAX_VALUE || (long) height * width * channels > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "an image of " + channels + " x " + height + " x " + width + " is too large");
        }
    }

    /** D numbers that are no image. */
    public static ImageShape features(int count) {
        return new ImageShape(count, 1, 1);
    }

    /** D. */
    public int size() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
