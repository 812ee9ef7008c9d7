package io.rectify.audit;

import io.rectify.data.Groups;
import io.rectify.data.Labels;
import io.rectify.data.Prepared;
import io.rectify.data.Preprocessing;
import io.rectify.data.Probabilities;
import io.rectify.data.Split;
import io.rectify.distill.Distillation;
import io.rectify.distill.Recipe;
import io.rectify.linalg.Matrix;
import io.rectify.probe.FitLog;
import io.rectify.probe.SoftmaxProbe;
import java.util.List;
import java.util.Optional;

/** How {@link OutOfSample} fits to all parts of the rows but one and reads off on that one. */
final class CrossFitting {
    /** Rows times classes that a way of training is chosen by, where those of all rows are very many. */
    private static final int CHOOSING_NUMBERS = 1 << 24;

    /** Rows of each class that a way of training is chosen by at least, on average. */
    private static final int CHOOSING_ROWS = 10;

    /** Rows of a class, on average, half of which are enough to fit to. */
    private static final int MANY_ROWS = 100;

    private CrossFitting() {}

    /**
     * Parts that the quick way cuts rows into. Each row is judged by a model of all parts but its own, so that with two parts the work is a
     * quarter of that with five. On CLINC150, of 100 rows a class, average precision is the same within .001 by two parts, three and five.
     *
     * @param folds parts where rows times classes are not very many
     */
    static int parts(Labels given, int folds) {
        int k = given.classCount();
        if ((long) given.size() * k <= SomeRows.MOST_NUMBERS) {
            return folds;
        }
        return Math.min(folds, given.size() / k >= MANY_ROWS ? 2 : 3);
    }

    /** @param data rows as the recipe wants them */
    static OutOfSample of(
            Prepared data,
            Labels taught,
            Recipe recipe,
            Groups groups,
            List<Split> splits,
            SoftmaxProbe.Options probe,
            FitLog log,
            OutOfSample.Monitor monitor) {
        int folds = splits.size();
        Matrix outputs = Matrix.zeros(data.size(), data.given().classCount());
        HeldOutTally tally = new HeldOutTally(recipe.steps());
        for (int f = 0; f < folds; f++) {
            Split split = splits.get(f);
            try (Prepared train = data.withGiven(taught).select(split.train());
                    Prepared held = data.select(split.test());
                    Recipe.Training training = recipe.fit(
                            train, probe, log.within(recipe + ", part " + (f + 1)), Distillation.Monitor.SILENT);
                    Probabilities predicted = tally.predict(training, held, probe.threads())) {
                int[] rows = split.test();
                predicted.forEachRow((i, row) -> outputs.setRows(rows[i], 1, row));
            }
            monitor.predicted(f + 1, folds);
        }
        return judging(
                Probabilities.of(outputs),
                data,
                recipe,
                folds + "-fold cross-fitted outputs of " + recipe
                        + (groups.areSingleRows() ? "" : ", copies held out together"),
                tally.steps(data),
                probe.threads());
    }

    /**
     * Outputs with shares, if the recipe leaves them out: beside those as trained or, where two matrices of these numbers would be too much, in
     * their place; as trained is then what leads to these.
     */
    private static OutOfSample judging(
            Probabilities asTrained,
            Prepared data,
            Recipe recipe,
            String origin,
            List<OutOfSample.HeldOutStep> steps,
            int threads) {
        if (!recipe.adjusted()) {
            return new OutOfSample(asTrained, asTrained, origin, steps, Optional.of(recipe));
        }
        RestoredShares shares = RestoredShares.of(asTrained, data.given(), threads);
        if (asTrained.matrix().size() <= SomeRows.MOST_NUMBERS || shares.inverseTemperature() == 0) {
            return new OutOfSample(shares.apply(asTrained, threads), asTrained, origin, steps, Optional.of(recipe));
        }
        shares.applyInPlace(asTrained, threads);
        return new OutOfSample(
                asTrained, Probabilities.whenRead(shares.undone(asTrained)), origin, steps, Optional.of(recipe));
    }

    /** Chosen by the first part of all rows or, where rows times classes are very many, of a sample. */
    static Recipe quickly(
            Prepared all,
            Preprocessing.Scheme scheme,
            Groups groups,
            List<Split> splits,
            long seed,
            SoftmaxProbe.Options how,
            FitLog log) {
        int k = all.given().classCount();
        long most = Math.max(CHOOSING_NUMBERS / k, (long) CHOOSING_ROWS * k);
        if ((long) all.size() * k <= SomeRows.MOST_NUMBERS || all.size() <= most) {
            return QuickRecipe.choose(all, scheme, splits.get(0), how, log);
        }
        int[] drawn = Split.sample(all.given(), most / (double) all.size(), seed);
        try (Prepared some = all.select(drawn)) {
            Split first = Split.folds(some.given(), groups.select(drawn), splits.size(), seed)
                    .get(0);
            return QuickRecipe.choose(some, scheme, first, how, log);
        }
    }
}
