package io.rectify.neural;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Where each array of a network lies among all trained numbers θ, or among the statistics that training only gathers. */
final class Layout {
    private final List<Parameter> parameters;
    private final int[] offsets;
    private final int trained;
    private final int statistics;

    Layout(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
        this.offsets = new int[parameters.size()];
        int trainedSize = 0;
        int statisticsSize = 0;
        Set<String> names = new HashSet<>();
        for (int i = 0; i < offsets.length; i++) {
            Parameter parameter = parameters.get(i);
            if (!names.add(parameter.name())) {
                throw new IllegalStateException("two arrays are called " + parameter.name());
            }
            offsets[i] = parameter.kind().trained ? trainedSize : statisticsSize;
            if (parameter.kind().trained) {
                trainedSize = Math.addExact(trainedSize, parameter.size());
            } else {
                statisticsSize = Math.addExact(statisticsSize, parameter.size());
            }
        }
        this.trained = trainedSize;
        this.statistics = statisticsSize;
    }

    interface Visitor {
        void visit(Parameter parameter, int offset);
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < offsets.length; i++) {
            visitor.visit(parameters.get(i), offsets[i]);
        }
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** Where the i-th array begins. */
    int offset(int i) {
        return offsets[i];
    }

    /** Length of θ. */
    int trained() {
        return trained;
    }

    /** How many numbers training only gathers. */
    int statistics() {
        return statistics;
    }

    /** θ to begin with; the same on every machine. */
    double[] firstPoint(long seed) {
        Random random = new Random(seed);
        double[] point = new double[trained];
        forEach((parameter, at) -> {
            for (int j = 0; parameter.kind().trained && j < parameter.size(); j++) {
                boolean drawn = parameter.kind() == Parameter.Kind.WEIGHT;
                point[at + j] = drawn ? parameter.deviation() * random.nextGaussian() : parameter.kind().first;
            }
        });
        return point;
    }

    float[] firstStatistics() {
        float[] first = new float[statistics];
        forEach((parameter, at) -> {
            if (!parameter.kind().trained) {
                java.util.Arrays.fill(first, at, at + parameter.size(), parameter.kind().first);
            }
        });
        return first;
    }

    /** Which of θ are penalised. */
    boolean[] penalised() {
        boolean[] penalised = new boolean[trained];
        forEach((parameter, at) -> {
            if (parameter.kind() == Parameter.Kind.WEIGHT) {
                java.util.Arrays.fill(penalised, at, at + parameter.size(), true);
            }
        });
        return penalised;
    }
}
