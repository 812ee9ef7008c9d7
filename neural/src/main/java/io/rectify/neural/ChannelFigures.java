package io.rectify.neural;

import io.rectify.linalg.Matrix;
import io.rectify.linalg.RowBlocks;

/**
 * Mean and standard deviation of each channel over rows and pixels; 1 in place of a deviation of 0.
 */
record ChannelFigures(float[] means, float[] deviations) {
    private static final int BLOCK = 256;

    static ChannelFigures of(RowBlocks images, ImageShape shape) {
        double[] sums = new double[shape.channels()];
        forEach(images, shape, (channel, value) -> sums[channel] += value);
        double count = (double) images.rows() * shape.height() * shape.width();
        float[] means = new float[sums.length];
        for (int c = 0; c < sums.length; c++) {
            means[c] = (float) (sums[c] / count);
        }
        double[] squares = new double[sums.length];
        forEach(images, shape, (channel, value) -> {
            double difference = value - sums[channel] / count;
            squares[channel] += difference * difference;
        });
        float[] deviations = new float[sums.length];
        for (int c = 0; c < sums.length; c++) {
            float deviation = (float) Math.sqrt(squares[c] / count);
            deviations[c] = deviation > 0 ? deviation : 1;
        }
        return new ChannelFigures(means, deviations);
    }

    private interface Visitor {
        void visit(int channel, float value);
    }

    private static void forEach(RowBlocks images, ImageShape shape, Visitor visitor) {
        int pixels = shape.height() * shape.width();
        float[] row = new float[shape.size()];
        for (int from = 0; from < images.rows(); from += BLOCK) {
            int to = Math.min(images.rows(), from + BLOCK);
            try (Matrix block = images.rowBlock(from, to)) {
                for (int i = 0; i < to - from; i++) {
                    block.getRows(i, 1, row);
                    for (int j = 0; j < row.length; j++) {
                        visitor.visit(j / pixels, row[j]);
                    }
                }
            }
        }
    }
}
