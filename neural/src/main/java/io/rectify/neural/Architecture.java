package io.rectify.neural;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a network computes logits by. All begin with (x − mean)/deviation by figures of each channel, which training finds from
 * its rows or leaves at 0 and 1, and end with a linear layer with bias.
 */
public sealed interface Architecture permits Mlp, ResNet, DenseNet {
    /**
     * Number of trained parameters, weights and biases and batch normalisation's scales and shifts.
     *
     * @throws IllegalArgumentException if the network does not fit the input
     */
    default int parameterCount(ImageShape input, int classes) {
        return Blueprint.of(this, input, classes).layout().trained();
    }

    /** As {@link #parse} reads it, such as {@code resnet depth=8 width=16}. */
    @Override
    String toString();

    /**
     * The architecture of that text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Architecture parse(String text) {
        Matcher mlp =
                Pattern.compile("mlp hidden=([0-9,]*) dropout=([0-9.E-]{1,24})").matcher(text);
        Matcher resNet =
                Pattern.compile("resnet depth=(\\d{1,4}) width=(\\d{1,5})").matcher(text);
        Matcher denseNet = Pattern.compile("densenet depth=(\\d{1,4}) growth=(\\d{1,5}) bottleneck=(true|false)")
                .matcher(text);
        if (mlp.matches()) {
            List<Integer> hidden = mlp.group(1).isEmpty()
                    ? List.of()
                    : Arrays.stream(mlp.group(1).split(",", -1))
                            .map(Integer::valueOf)
                            .toList();
            return new Mlp(hidden, Double.parseDouble(mlp.group(2)));
        }
        if (resNet.matches()) {
            return new ResNet(Integer.parseInt(resNet.group(1)), Integer.parseInt(resNet.group(2)));
        }
        if (denseNet.matches()) {
            return new DenseNet(
                    Integer.parseInt(denseNet.group(1)),
                    Integer.parseInt(denseNet.group(2)),
                    Boolean.parseBoolean(denseNet.group(3)));
        }
        throw new IllegalArgumentException("no architecture: '" + text + "'");
    }
}
