package io.rectify.neural;

import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;
import java.util.List;

/**
 * N labelled images of one shape, held as bytes. As rows they are N×CHW numbers from 0 (black) to 1, made when they are read.
 */
public final class Images implements RowBlocks {
    private static final float WHITE = 255;

    private final ImageShape shape;
    private final byte[][] pixels;
    private final Labels labels;

    private Images(ImageShape shape, byte[][] pixels, Labels labels) {
        this.shape = shape;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Takes the arrays over; the caller must not change them any more.
     *
     * @param pixels for each image C·H·W unsigned bytes, channel by channel
     * @throws IllegalArgumentException if an image has another size, or there are not as many labels
     */
    public static Images of(ImageShape shape, List<byte[]> pixels, Labels labels) {
        if (pixels.size() != labels.size()) {
            throw new IllegalArgumentException(pixels.size() + " images have " + labels.size() + " labels");
        }
        for (int i = 0; i < pixels.size(); i++) {
            if (pixels.get(i).length != shape.size()) {
                throw new IllegalArgumentException("image " + i + " has " + pixels.get(i).length
                        + " bytes but images of " + shape + " have " + shape.size());
            }
        }
        return new Images(shape, pixels.toArray(new byte[0][]), labels);
    }

    public ImageShape shape() {
        return shape;
    }

    public Labels labels() {
        return labels;
    }

    /** The images as rows with these labels. */
    public Dataset dataset() {
        return Dataset.of(this, labels);
    }

    /** The same as what a network sees: networks scale pixels themselves. */
    public Prepared prepared() {
        return Prepared.asIs(dataset());
    }

    /** One byte, 0 to 255. */
    public int pixel(int image, int channel, int y, int x) {
        return Byte.toUnsignedInt(pixels[image][(channel * shape.height() + y) * shape.width() + x]);
    }

    @Override
    public int rows() {
        return pixels.length;
    }

    @Override
    public int columns() {
        return shape.size();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        Matrix block = Matrix.zeros(to - from, columns());
        float[] row = new float[columns()];
        for (int i = from; i < to; i++) {
            copy(i, row);
            block.setRows(i - from, 1, row);
        }
        return block;
    }

    @Override
    public Matrix selectRows(int[] indices) {
        Matrix selected = Matrix.zeros(indices.length, columns());
        float[] row = new float[columns()];
        for (int i = 0; i < indices.length; i++) {
            copy(indices[i], row);
            selected.setRows(i, 1, row);
        }
        return selected;
    }

    /** The images of the named rows, which share their bytes with these. */
    @Override
    public Images select(int[] indices) {
        byte[][] chosen = new byte[indices.length][];
        for (int i = 0; i < indices.length; i++) {
            chosen[i] = pixels[indices[i]];
        }
        return new Images(shape, chosen, labels.select(indices));
    }

    private void copy(int image, float[] row) {
        byte[] bytes = pixels[image];
        for (int j = 0; j < row.length; j++) {
            row[j] = Byte.toUnsignedInt(bytes[j]) / WHITE;
        }
    }
}
