package io.rectify.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** A part of a network: its arrays, and what it makes of n inputs. */
interface Layer {
    /** In the order of the computation. */
    default List<Parameter> parameters() {
        return List.of();
    }

    NDArray forward(NDArray x, Pass pass);

    /** One after the other. */
    record Chain(List<Layer> layers) implements Layer {
        @Override
        public List<Parameter> parameters() {
            return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            NDArray y = x;
            for (Layer layer : layers) {
                y = layer.forward(y, pass);
            }
            return y;
        }
    }

    /** (x − mean)/deviation of each channel of the training rows. */
    record Standardisation(Parameter mean, Parameter deviation) implements Layer {
        Standardisation(int channels) {
            this(
                    Parameter.of("input.mean", Parameter.Kind.MEAN, 1, channels, 1, 1),
                    Parameter.of("input.deviation", Parameter.Kind.SPREAD, 1, channels, 1, 1));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(mean, deviation);
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return x.sub(pass.value(mean)).div(pass.value(deviation));
        }
    }

    /** n×C×H×W to n×CHW. */
    record Flatten() implements Layer {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return x.reshape(x.getShape().get(0), -1);
        }
    }

    /** xWᵀ + b. */
    record Linear(Parameter weight, Parameter bias) implements Layer {
        static Linear of(String name, int inputs, int outputs, double gain) {
            return new Linear(
                    Parameter.weight(name + ".weight", gain, inputs, outputs, inputs),
                    Parameter.of(name + ".bias", Parameter.Kind.SHIFT, outputs));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weight, bias);
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return ai.djl.nn.core.Linear.linear(x, pass.value(weight), pass.value(bias))
                    .singletonOrThrow();
        }
    }

    /** A square kernel without bias; the size stays but for the stride. */
    record Convolution(Parameter weight, int kernel, int stride) implements Layer {
        static Convolution of(String name, int inputs, int outputs, int kernel, int stride) {
            return new Convolution(
                    Parameter.weight(
                            name + ".weight", 2, (long) inputs * kernel * kernel, outputs, inputs, kernel, kernel),
                    kernel,
                    stride);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weight);
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            Shape padding = new Shape(kernel / 2, kernel / 2);
            return Conv2d.conv2d(x, pass.value(weight), null, new Shape(stride, stride), padding)
                    .singletonOrThrow();
        }
    }

    /** Batch normalisation of each channel (Ioffe &amp; Szegedy 2015), with moving means and variances for prediction. */
    record Normalisation(Parameter scale, Parameter shift, Parameter mean, Parameter variance) implements Layer {
        /** How much of the moving figures each batch leaves. */
        static final float KEPT = 0.9f;

        static final float EPSILON = 1e-5f;

        static Normalisation of(String name, int channels) {
            return new Normalisation(
                    Parameter.of(name + ".weight", Parameter.Kind.SCALE, channels),
                    Parameter.of(name + ".bias", Parameter.Kind.SHIFT, channels),
                    Parameter.of(name + ".running_mean", Parameter.Kind.MEAN, channels),
                    Parameter.of(name + ".running_var", Parameter.Kind.SPREAD, channels));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(scale, shift, mean, variance);
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return BatchNorm.batchNorm(
                            x,
                            pass.value(mean),
                            pass.value(variance),
                            pass.value(scale),
                            pass.value(shift),
                            1,
                            KEPT,
                            EPSILON,
                            pass.batchStatistics())
                    .singletonOrThrow();
        }
    }

    /** max(x, 0). */
    record Rectifier() implements Layer {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return Activation.relu(x);
        }
    }

    /** In training, each number is 0 with probability {@code rate} and otherwise grows to keep the mean. */
    record Dropout(double rate) implements Layer {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return rate == 0 ? x : pass.drop(x, rate);
        }
    }

    /** Means of squares of 2×2; an odd last row or column is left out. */
    record Halving() implements Layer {
        private static final Shape TWO = new Shape(2, 2);

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return Pool.avgPool2d(x, TWO, TWO, new Shape(0, 0), false, true);
        }
    }

    /** Mean of each channel, n×C. */
    record GlobalAverage() implements Layer {
        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return Pool.globalAvgPool2d(x);
        }
    }

    /** relu(body(x) + x), where x loses every other pixel by the stride and gets channels of zeros if the body has more. */
    record Residual(Layer body, int inputs, int outputs, int stride) implements Layer {
        @Override
        public List<Parameter> parameters() {
            return body.parameters();
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return Activation.relu(body.forward(x, pass).add(shortcut(x)));
        }

        private NDArray shortcut(NDArray x) {
            NDArray kept = stride == 1
                    ? x
                    : Pool.avgPool2d(x, new Shape(1, 1), new Shape(stride, stride), new Shape(0, 0), false, true);
            if (outputs == inputs) {
                return kept;
            }
            long[] sizes = kept.getShape().getShape().clone();
            sizes[1] = outputs - inputs;
            return kept.concat(x.getManager().zeros(new Shape(sizes)), 1);
        }
    }

    /** x with body(x) behind it, channel by channel. */
    record Concatenation(Layer body) implements Layer {
        @Override
        public List<Parameter> parameters() {
            return body.parameters();
        }

        @Override
        public NDArray forward(NDArray x, Pass pass) {
            return x.concat(body.forward(x, pass), 1);
        }
    }
}
