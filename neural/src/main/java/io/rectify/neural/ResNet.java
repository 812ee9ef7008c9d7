package io.rectify.neural;

import java.util.ArrayList;
import java.util.List;

/**
 * A residual network for small images: a convolution of 3×3, three stages of n blocks of two such convolutions each, with w, 2w
 * and 4w channels, halving height and width between stages, and the mean of each channel; shortcuts have no parameters.
 *
 * <p>Source: He et al., CVPR 2016, arXiv 1512.03385, section 4.2 (w = 16, shortcuts A).
 *
 * @param depth 6n + 2 layers with weights
 * @param width w
 */
public record ResNet(int depth, int width) implements Architecture {
    private static final int STAGES = 3;
    private static final int MAX = 10_000;

    /** @throws IllegalArgumentException if the depth is not 8, 14, 20, … or the width less than 1 */
    public ResNet {
        if (depth < 8 || depth > MAX || depth % (2 * STAGES) != 2) {
            throw new IllegalArgumentException("depth of a ResNet must be 6n + 2, from 8 on, but is " + depth);
        }
        if (width < 1 || width > MAX) {
            throw new IllegalArgumentException("width of a ResNet must be 1 to " + MAX + " but is " + width);
        }
    }

    List<Layer> layers(ImageShape input, int classes) {
        Blueprint.checkHalvings(input, STAGES - 1);
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.Convolution.of("stem.conv", input.channels(), width, 3, 1));
        layers.add(Layer.Normalisation.of("stem.norm", width));
        layers.add(new Layer.Rectifier());
        int channels = width;
        for (int stage = 0; stage < STAGES; stage++) {
            for (int block = 0; block < (depth - 2) / (2 * STAGES); block++) {
                int outputs = width << stage;
                layers.add(block("stage" + stage + ".block" + block, channels, outputs));
                channels = outputs;
            }
        }
        layers.add(new Layer.GlobalAverage());
        layers.add(Layer.Linear.of("output", channels, classes, 1));
        return layers;
    }

    private static Layer block(String name, int inputs, int outputs) {
        int stride = inputs == outputs ? 1 : 2;
        Layer body = new Layer.Chain(List.of(
                Layer.Convolution.of(name + ".conv0", inputs, outputs, 3, stride),
                Layer.Normalisation.of(name + ".norm0", outputs),
                new Layer.Rectifier(),
                Layer.Convolution.of(name + ".conv1", outputs, outputs, 3, 1),
                Layer.Normalisation.of(name + ".norm1", outputs)));
        return new Layer.Residual(body, inputs, outputs, stride);
    }

    @Override
    public String toString() {
        return "resnet depth=" + depth + " width=" + width;
    }
}
