package io.rectify.neural;

import java.util.ArrayList;
import java.util.List;

/**
 * A densely connected network for small images: a convolution of 3×3, three blocks in which every layer adds k channels to all
 * before it, halving height and width between blocks, and the mean of each channel. With bottlenecks (DenseNet-BC) a
 * layer's 3×3 convolution follows one of 1×1 to 4k channels, and half of the channels are kept between blocks.
 *
 * <p>Source: Huang et al., CVPR 2017, arXiv 1608.06993, section 3, without dropout.
 *
 * @param depth 3n + 4 layers with weights, 6n + 4 with bottlenecks
 * @param growth k
 */
public record DenseNet(int depth, int growth, boolean bottleneck) implements Architecture {
    private static final int BLOCKS = 3;
    private static final int PLAIN_STEM = 16;
    private static final int WIDENING = 4;
    private static final int MAX = 10_000;

    /** @throws IllegalArgumentException if the depth is not of that form with n of at least 1, or the growth less than 1 */
    public DenseNet {
        int step = bottleneck ? 2 * BLOCKS : BLOCKS;
        if (depth < step + 4 || depth > MAX || (depth - 4) % step != 0) {
            throw new IllegalArgumentException("depth of a DenseNet " + (bottleneck ? "with" : "without")
                    + " bottlenecks must be " + step + "n + 4, from " + (step + 4) + " on, but is " + depth);
        }
        if (growth < 1 || growth > MAX) {
            throw new IllegalArgumentException("growth of a DenseNet must be 1 to " + MAX + " but is " + growth);
        }
    }

    List<Layer> layers(ImageShape input, int classes) {
        Blueprint.checkHalvings(input, BLOCKS - 1);
        int channels = bottleneck ? 2 * growth : PLAIN_STEM;
        List<Layer> layers = new ArrayList<>();
        layers.add(Layer.Convolution.of("stem.conv", input.channels(), channels, 3, 1));
        for (int block = 0; block < BLOCKS; block++) {
            for (int i = 0; i < (depth - 4) / (bottleneck ? 2 * BLOCKS : BLOCKS); i++) {
                layers.add(new Layer.Concatenation(growing("block" + block + ".layer" + i, channels)));
                channels += growth;
            }
            if (block < BLOCKS - 1) {
                int kept = bottleneck ? channels / 2 : channels;
                layers.addAll(convolved("transition" + block, channels, kept, 1));
                layers.add(new Layer.Halving());
                channels = kept;
            }
        }
        layers.add(Layer.Normalisation.of("norm", channels));
        layers.add(new Layer.Rectifier());
        layers.add(new Layer.GlobalAverage());
        layers.add(Layer.Linear.of("output", channels, classes, 1));
        return layers;
    }

    private Layer growing(String name, int channels) {
        List<Layer> layers = new ArrayList<>();
        if (bottleneck) {
            layers.addAll(convolved(name + ".bottleneck", channels, WIDENING * growth, 1));
            layers.addAll(convolved(name, WIDENING * growth, growth, 3));
        } else {
            layers.addAll(convolved(name, channels, growth, 3));
        }
        return new Layer.Chain(layers);
    }

    /** Normalised, rectified, convolved. */
    private static List<Layer> convolved(String name, int inputs, int outputs, int kernel) {
        return List.of(
                Layer.Normalisation.of(name + ".norm", inputs),
                new Layer.Rectifier(),
                Layer.Convolution.of(name + ".conv", inputs, outputs, kernel, 1));
    }

    @Override
    public String toString() {
        return "densenet depth=" + depth + " growth=" + growth + " bottleneck=" + bottleneck;
    }
}
