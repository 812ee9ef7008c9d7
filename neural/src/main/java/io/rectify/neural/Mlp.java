package io.rectify.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A multilayer perceptron: linear layers with rectifiers between them. Without hidden layers it is multinomial logistic regression.
 *
 * @param hidden widths of the hidden layers
 * @param dropout share of each hidden layer's outputs that is dropped in training, in [0, 1)
 */
public record Mlp(List<Integer> hidden, double dropout) implements Architecture {
    /** @throws IllegalArgumentException if a width is less than 1 or the share outside [0, 1) */
    public Mlp {
        hidden = List.copyOf(hidden);
        if (hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("widths of hidden layers must be at least 1 but are " + hidden);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must lie in [0, 1) but is " + dropout);
        }
    }

    /** Without dropout. */
    public static Mlp of(Integer... hidden) {
        return new Mlp(List.of(hidden), 0);
    }

    List<Layer> layers(ImageShape input, int classes) {
        List<Layer> layers = new ArrayList<>(List.of(new Layer.Flatten()));
        int width = input.size();
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(Layer.Linear.of("hidden" + i, width, hidden.get(i), 2));
            layers.add(new Layer.Rectifier());
            layers.add(new Layer.Dropout(dropout));
            width = hidden.get(i);
        }
        layers.add(Layer.Linear.of("output", width, classes, 1));
        return layers;
    }

    @Override
    public String toString() {
        return "mlp hidden=" + hidden.stream().map(String::valueOf).collect(Collectors.joining(",")) + " dropout="
                + dropout;
    }
}
