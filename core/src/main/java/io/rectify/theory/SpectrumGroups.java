package io.rectify.theory;

import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The three-level model of a data set, and its eigenvalues beside the measured ones. */
final class SpectrumGroups {
    private SpectrumGroups() {}

    /**
     * Superclasses that are not between class and rest in correlation are left out of the model; none where classes are
     * no more correlated than different classes are.
     */
    static Optional<ThreeLevelModel> model(
            ClassCorrelation correlation, ClassCorrelation.Levels levels, int[] superclasses) {
        int[] counts = correlation.counts();
        int rows = Arrays.stream(counts).sum();
        int[] present = IntStream.range(0, superclasses.length)
                .filter(k -> counts[k] > 0)
                .toArray();
        int groups = (int)
                Arrays.stream(present).map(k -> superclasses[k]).distinct().count();
        double c = levels.sameClass().mean();
        double d = levels.sameSuperclass().mean();
        double e = levels.other().mean();
        double between = levels.betweenClasses();
        if (present.length < 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    c >= d && d >= e // false where a level has no pairs
                            ? new ThreeLevelModel(rows, present.length, groups, c, d, e)
                            : new ThreeLevelModel(rows, present.length, 1, c, between, between));
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }

    /** The eigenvalues of the model beside those of the data of the same rank. */
    static List<TheoryAnalysis.Group> of(ThreeLevelModel model, GramSpectrum spectrum, TheoryAnalysis.Options options) {
        List<ThreeLevelModel.Group> predicted = model.groups();
        List<Integer> order = IntStream.range(0, predicted.size())
                .filter(g -> predicted.get(g).multiplicity() > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(g -> -predicted.get(g).value()))
                .toList();
        double[] values = Arrays.copyOf(spectrum.values(), spectrum.rows());
        List<TheoryAnalysis.Group> groups = new ArrayList<>();
        int from = 0;
        for (int g : order) {
            ThreeLevelModel.Group group = predicted.get(g);
            double[] measured = Arrays.copyOfRange(values, from, from + group.multiplicity());
            from += measured.length;
            groups.add(new TheoryAnalysis.Group(
                    TheoryAnalysis.Kind.values()[g],
                    measured.length,
                    group.value(),
                    Arrays.stream(measured).average().orElse(0),
                    measured[measured.length - 1],
                    measured[0],
                    kept(options, group.value()),
                    kept(options, measured)));
        }
        return List.copyOf(groups);
    }

    /** The mean share of the values that is left after each step. */
    private static double[] kept(TheoryAnalysis.Options options, double... values) {
        return IntStream.rangeClosed(1, options.rounds() + 1)
                .mapToDouble(t -> DoubleStream.of(values)
                        .map(new SpectralFilter(options.kappa(), t)::keep)
                        .average()
                        .orElse(0))
                .toArray();
    }
}
