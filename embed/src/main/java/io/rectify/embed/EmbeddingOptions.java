package io.rectify.embed;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How texts become features.
 *
 * @param maxLength largest number of tokens of a text, special ones included; if empty, what the tokenizer's file says,
 *     or else 512
 * @param pooling if empty, the mean of the tokens' outputs where the model gives them, or else none
 * @param output name of the model's output to take; if empty, the first that fits the pooling
 * @param normalise whether each row is divided by its Euclidean norm; a row of norm 0 stays 0
 * @param prefix what is put before each text, as some models want it
 * @param batchSize texts that the model is given at a time
 * @param threads threads to compute with
 */
public record EmbeddingOptions(
        OptionalInt maxLength,
        Optional<Pooling> pooling,
        Optional<String> output,
        boolean normalise,
        String prefix,
        int batchSize,
        int threads) {
    public static final EmbeddingOptions DEFAULTS =
            new EmbeddingOptions(OptionalInt.empty(), Optional.empty(), Optional.empty(), false, "", 32, 1);

    /** @throws IllegalArgumentException if a number is not at least 1 */
    public EmbeddingOptions {
        if (maxLength.isPresent() && maxLength.getAsInt() < 1) {
            throw new IllegalArgumentException("max length must be at least 1 but is " + maxLength.getAsInt());
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size must be at least 1 but is " + batchSize);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
        }
    }

    public EmbeddingOptions withMaxLength(int newMaxLength) {
        return new EmbeddingOptions(
                OptionalInt.of(newMaxLength), pooling, output, normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withPooling(Pooling newPooling) {
        return new EmbeddingOptions(maxLength, Optional.of(newPooling), output, normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withOutput(String newOutput) {
        return new EmbeddingOptions(maxLength, pooling, Optional.of(newOutput), normalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withNormalise(boolean newNormalise) {
        return new EmbeddingOptions(maxLength, pooling, output, newNormalise, prefix, batchSize, threads);
    }

    public EmbeddingOptions withPrefix(String newPrefix) {
        return new EmbeddingOptions(maxLength, pooling, output, normalise, newPrefix, batchSize, threads);
    }

    public EmbeddingOptions withBatchSize(int newBatchSize) {
        return new EmbeddingOptions(maxLength, pooling, output, normalise, prefix, newBatchSize, threads);
    }

    public EmbeddingOptions withThreads(int newThreads) {
        return new EmbeddingOptions(maxLength, pooling, output, normalise, prefix, batchSize, newThreads);
    }
}
