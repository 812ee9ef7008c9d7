package io.rectify.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** One of several values by the word that stands for it in help and messages. */
final class Choice {
    private Choice() {}

    /** @throws TypeConversionException naming the words there are */
    static <T> T of(T[] values, String word) {
        for (T value : values) {
            if (value.toString().equalsIgnoreCase(word)) {
                return value;
            }
        }
        throw new TypeConversionException("expected one of "
                + Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", ")) + " but was '" + word
                + "'");
    }
}
