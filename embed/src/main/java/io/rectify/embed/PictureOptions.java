package io.rectify.embed;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How pictures become features.
 *
 * @param size height and width of the square that the model is given; if empty, what the model says, or else 224
 * @param scale what a model was trained to see
 * @param output name of the model's output to take; if empty, the first of numbers
 * @param pooling what becomes of an output of patches, N×T×D: mean or cls, the first; if empty, the mean
 * @param skipBroken whether files that are no pictures are left out; if not, they are refused
 * @param batchSize pictures that the model is given at a time
 * @param threads batches that are computed at a time
 */
public record PictureOptions(
        OptionalInt size,
        Scale scale,
        Optional<String> output,
        Optional<Pooling> pooling,
        boolean skipBroken,
        int batchSize,
        int threads) {
    /** For EfficientNet-Lite0, which is in the jar. */
    public static final PictureOptions DEFAULTS =
            new PictureOptions(OptionalInt.empty(), Scale.LITE, Optional.empty(), Optional.empty(), false, 8, 1);

    private static final int MOST_SIZE = 4096;

    /**
     * The model sees (v/255 − mean)/deviation of each channel, v being 0 to 255.
     *
     * @param mean of red, green and blue
     * @param deviation of red, green and blue
     */
    public record Scale(List<Double> mean, List<Double> deviation) {
        /** Models trained on ImageNet by torchvision and timm. */
        public static final Scale IMAGENET = new Scale(List.of(.485, .456, .406), List.of(.229, .224, .225));
        /** CLIP of OpenAI and its kin. */
        public static final Scale CLIP =
                new Scale(List.of(.48145466, .4578275, .40821073), List.of(.26862954, .26130258, .27577711));
        /** −1 for black, 1 for white. */
        public static final Scale MINUS_ONE_TO_ONE = new Scale(List.of(.5, .5, .5), List.of(.5, .5, .5));
        /** EfficientNet-Lite: (v − 127)/128. */
        public static final Scale LITE =
                new Scale(List.of(127 / 255., 127 / 255., 127 / 255.), List.of(128 / 255., 128 / 255., 128 / 255.));

        /** @throws IllegalArgumentException if there are not three of each, or a deviation is not above 0 */
        public Scale {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != 3 || deviation.size() != 3) {
                throw new IllegalArgumentException(
                        "mean and deviation must be three numbers each, of red, green and blue");
            }
            if (!deviation.stream().allMatch(d -> d > 0) || !mean.stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("deviations must be above 0 but are " + deviation);
            }
        }
    }

    /** @throws IllegalArgumentException if a number is not at least 1, or the size above 4096 */
    public PictureOptions {
        if (size.isPresent() && (size.getAsInt() < 1 || size.getAsInt() > MOST_SIZE)) {
            throw new IllegalArgumentException("size must be 1 to " + MOST_SIZE + " but is " + size.getAsInt());
        }
        if (batchSize < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "batch size and threads must be at least 1 but are " + batchSize + " and " + threads);
        }
        if (pooling.equals(Optional.of(Pooling.NONE))) {
            pooling = Optional.empty();
        }
    }

    public PictureOptions withSize(int newSize) {
        return new PictureOptions(OptionalInt.of(newSize), scale, output, pooling, skipBroken, batchSize, threads);
    }

    public PictureOptions withScale(Scale newScale) {
        return new PictureOptions(size, newScale, output, pooling, skipBroken, batchSize, threads);
    }

    public PictureOptions withOutput(String newOutput) {
        return new PictureOptions(size, scale, Optional.of(newOutput), pooling, skipBroken, batchSize, threads);
    }

    public PictureOptions withPooling(Pooling newPooling) {
        return new PictureOptions(size, scale, output, Optional.of(newPooling), skipBroken, batchSize, threads);
    }

    public PictureOptions withSkipBroken(boolean newSkipBroken) {
        return new PictureOptions(size, scale, output, pooling, newSkipBroken, batchSize, threads);
    }

    public PictureOptions withBatchSize(int newBatchSize) {
        return new PictureOptions(size, scale, output, pooling, skipBroken, newBatchSize, threads);
    }

    public PictureOptions withThreads(int newThreads) {
        return new PictureOptions(size, scale, output, pooling, skipBroken, batchSize, newThreads);
    }
}
