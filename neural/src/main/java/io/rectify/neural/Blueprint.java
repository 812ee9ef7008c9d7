package io.rectify.neural;

import java.util.ArrayList;
import java.util.List;

/**
 * An architecture made out for certain images and classes.
 *
 * @param layers from rows to logits
 * @param layout of their arrays
 */
record Blueprint(Architecture architecture, ImageShape input, int classes, Layer layers, Layout layout) {
    /** @throws IllegalArgumentException if the network does not fit the input, or there are fewer than two classes */
    static Blueprint of(Architecture architecture, ImageShape input, int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("a network needs at least two classes but there are " + classes);
        }
        List<Layer> all = new ArrayList<>(List.of(new Layer.Standardisation(input.channels())));
        if (architecture instanceof Mlp mlp) {
            all.addAll(mlp.layers(input, classes));
        } else if (architecture instanceof ResNet resNet) {
            all.addAll(resNet.layers(input, classes));
        } else if (architecture instanceof DenseNet denseNet) {
            all.addAll(denseNet.layers(input, classes));
        }
        Layer layers = new Layer.Chain(all);
        return new Blueprint(architecture, input, classes, layers, new Layout(layers.parameters()));
    }

    /** Images are halved that many times. */
    static void checkHalvings(ImageShape input, int halvings) {
        if (input.height() >> halvings < 1 || input.width() >> halvings < 1) {
            throw new IllegalArgumentException(
                    "images of " + input + " are too small: height and width must be at least " + (1 << halvings));
        }
    }
}
