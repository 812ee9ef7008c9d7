package io.rectify.embed;

import java.util.Arrays;

/**
 * Red, green and blue of every pixel, row by row, 0 to 255.
 *
 * @param rgb 3·width·height bytes; not copied, which is why this is not public
 */
record Picture(int width, int height, byte[] rgb) {
    /**
     * Values of the middle square of a picture, brought to a size.
     *
     * <p>Each is a mean of the pixels around it with weights that fall off in a straight line to both sides, over one pixel where
     * the picture is enlarged and over as many as become one where it is reduced, as Pillow's BILINEAR has it.
     *
     * @return 3·size·size numbers, 0 to 255, channel by channel and row by row
     */
    float[] square(int size) {
        int side = Math.min(width, height);
        return scaled((width - side) / 2.0, (height - side) / 2.0, side, side, size, size);
    }

    /** The whole picture, as large as fits into a square. */
    Picture within(int most) {
        double scale = Math.min(1, (double) most / Math.max(width, height));
        int w = Math.max(1, (int) Math.round(width * scale));
        int h = Math.max(1, (int) Math.round(height * scale));
        float[] values = scaled(0, 0, width, height, w, h);
        byte[] bytes = new byte[values.length];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < w * h; i++) {
                bytes[3 * i + c] = (byte) Math.round(values[c * w * h + i]);
            }
        }
        return new Picture(w, h, bytes);
    }

    private float[] scaled(double left, double top, double wide, double high, int w, int h) {
        Taps across = new Taps(left, wide, w, width);
        Taps down = new Taps(top, high, h, height);
        float[] rows = new float[3 * w * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < w; x++) {
                for (int c = 0; c < 3; c++) {
                    double sum = 0;
                    for (int k = 0; k < across.weights[x].length; k++) {
                        sum += across.weights[x][k] * (rgb[3 * (y * width + across.first[x] + k) + c] & 255);
                    }
                    rows[(c * height + y) * w + x] = (float) sum;
                }
            }
        }
        float[] values = new float[3 * w * h];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    double sum = 0;
                    for (int k = 0; k < down.weights[y].length; k++) {
                        sum += down.weights[y][k] * rows[(c * height + down.first[y] + k) * w + x];
                    }
                    values[(c * h + y) * w + x] = (float) sum;
                }
            }
        }
        return values;
    }

    /** Which pixels of a line become one, and their weights, which sum to 1. */
    private static final class Taps {
        private final int[] first;
        private final double[][] weights;

        /**
         * @param from where the part of the line begins
         * @param length of the part
         * @param count how many pixels it becomes
         * @param all how many there are
         */
        Taps(double from, double length, int count, int all) {
            first = new int[count];
            weights = new double[count][];
            double scale = length / count;
            double reach = Math.max(1, scale);
            for (int i = 0; i < count; i++) {
                double centre = from + (i + 0.5) * scale;
                int begin = Math.max(0, (int) (centre - reach + 0.5));
                int end = Math.min(all, (int) (centre + reach + 0.5));
                double[] w = new double[Math.max(1, end - begin)];
                double sum = 0;
                for (int k = 0; k < w.length; k++) {
                    w[k] = Math.max(0, 1 - Math.abs(begin + k + 0.5 - centre) / reach);
                    sum += w[k];
                }
                for (int k = 0; k < w.length; k++) {
                    w[k] /= sum;
                }
                first[i] = begin;
                weights[i] = w;
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that
                && width == that.width
                && height == that.height
                && Arrays.equals(rgb, that.rgb);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return width + " x " + height;
    }
}
