package io.rectify.embed;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How texts become features.
 *
 * @param maxLength largest number of tokens of a text, special ones included; if empty, what the tokenizer's file says,
 *     or else 512
 * @param windows whether a longer text is not cut but embedded in windows of that length one after another, and the mean
 *     of their features taken
 * @param pooling if empty, the mean of the tokens' outputs where the model gives them, or else none
 * @param output name of the model's output to take; if empty, the first that fits the pooling
 * @param normalise whether each row is divided by its Euclidean norm; a row of norm 0 stays 0
 * @param prefix what is put before each text, as some models want it
 * @param batchSize texts that the model is given at a time at most; if empty, 32, or 1 where a model of 8 bits rounds what
 *     it computes by the largest number in the batch, so that a text's features would depend on its neighbours
 * @param threads batches that are computed at a time
 */
public record EmbeddingOptions(
        OptionalInt maxLength,
        boolean windows,
        Optional<Pooling> pooling,
        Optional<String> output,
        boolean normalise,
        String prefix,
        OptionalInt batchSize,
        int threads) {
    public static final EmbeddingOptions DEFAULTS = new EmbeddingOptions(
            OptionalInt.empty(), false, Optional.empty(), Optional.empty(), false, "", OptionalInt.empty(), 1);

    /** @throws IllegalArgumentException if a number is not at least 1 */
    public EmbeddingOptions {
        if (maxLength.isPresent() && maxLength.getAsInt() < 1) {
            throw new IllegalArgumentException("max length must be at least 1 but is " + maxLength.getAsInt());
        }
        if (batchSize.isPresent() && batchSize.getAsInt() < 1) {
            throw new IllegalArgumentException("batch size must be at least 1 but is " + batchSize.getAsInt());
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
        }
    }

    public EmbeddingOptions withMaxLength(int newMaxLength) {
        return new EmbeddingOptions(
                OptionalInt.of(newMaxLength), windows, pooling, output, normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withWindows(boolean newWindows) {
        return new EmbeddingOptions(maxLength, newWindows, pooling, output, normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withPooling(Pooling newPooling) {
        return new EmbeddingOptions(
                maxLength, windows, Optional.of(newPooling), output, normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withOutput(String newOutput) {
        return new EmbeddingOptions(
                maxLength, windows, pooling, Optional.of(newOutput), normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withNormalise(boolean newNormalise) {
        return new EmbeddingOptions(maxLength, windows, pooling, output, newNormalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withPrefix(String newPrefix) {
        return new EmbeddingOptions(maxLength, windows, pooling, output, normalise, newPrefix, batchSize, threads);
    }

    public EmbeddingOptions withBatchSize(int newBatchSize) {
        return new EmbeddingOptions(
                maxLength, windows, pooling, output, normalise, prefix, OptionalInt.of(newBatchSize), threads);
    }

    public EmbeddingOptions withThreads(int newThreads) {
        return new EmbeddingOptions(maxLength, windows, pooling, output, normalise, prefix, batchSize, newThreads);
    }
}
