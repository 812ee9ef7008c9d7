package io.rectify.python;

import io.rectify.Fitted;
import io.rectify.LabelAudit;
import io.rectify.Monitor;
import io.rectify.Rectify;
import io.rectify.TrainOptions;
import io.rectify.audit.LabelQuality;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.ReviewSample;
import io.rectify.audit.Reviewed;
import io.rectify.data.Dataset;
import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every computation by one call, on memory of the caller's: features and probabilities are lent as direct buffers in the machine's byte
 * order and must stay as they are until the {@link Job} has ended. Labels are indices into names of classes, which are
 * put in the order that core gives them; results name that order.
 */
public final class Bridge {
    private Bridge() {}

    /**
     * Rows that a caller lends.
     *
     * @param parts consecutive rows, each part whole rows; one is used as it lies, several are copied into one matrix
     */
    public static Matrix matrix(FloatBuffer[] parts, int rows, int columns) {
        if (parts.length == 1) {
            return Matrix.wrap(parts[0], rows, columns);
        }
        Matrix whole = Matrix.zeros(rows, columns);
        int from = 0;
        float[] row = new float[columns];
        for (FloatBuffer part : parts) {
            FloatBuffer values = part.duplicate();
            while (values.remaining() >= columns && columns > 0) {
                values.get(row);
                whole.setRows(from++, 1, row);
            }
        }
        return whole;
    }

    /** Names of classes in the order of results: numerically if all are whole numbers, otherwise as Python sorts texts. */
    public static String[] sorted(String[] classes) {
        return Labels.of(List.of(classes)).names().toArray(String[]::new);
    }

    private static Labels labels(int[] given, String[] classes) {
        List<String> names = List.of(classes);
        return Labels.of(given, names).withNames(List.of(sorted(classes)));
    }

    /**
     * Trains a classifier. Where auto finds too few rows to choose by, plain logistic regression is trained, and {@link Trained#fallback}
     * says why.
     *
     * @param soft N×K that the teacher is fitted to, in the order of the sorted classes; none to fit to the labels. Auto does not choose by those
     */
    public static Job<Trained> train(
            Matrix features, int[] given, String[] classes, Training how, Optional<Matrix> soft) {
        Dataset rows = Dataset.of(features, labels(given, classes));
        Optional<Probabilities> taught = soft.map(Probabilities::of);
        TrainOptions options = taught.isPresent() && how.chooses() ? how.plainly() : how.options();
        TrainOptions chosen = taught.map(options::withSoftLabels).orElse(options);
        return Job.begin(monitor -> trained(rows, chosen, how, monitor));
    }

    private static Trained trained(Dataset rows, TrainOptions options, Training how, Monitor monitor) {
        String why = options.recipe().isEmpty() || !how.chooses() ? "" : "auto chooses by labels, not by soft labels";
        try (Fitted fitted = Rectify.train(rows, options, monitor)) {
            return Trained.of(fitted, why);
        } catch (IllegalArgumentException tooFew) {
            if (options.recipe().isPresent()) {
                throw tooFew;
            }
            try (Fitted fitted = Rectify.train(rows, how.plainly(), monitor)) {
                return Trained.of(fitted, String.valueOf(tooFew.getMessage()));
            }
        }
    }

    /**
     * Judges labels.
     *
     * @param stated N×K outputs to judge by, in the order of the sorted classes; none to train here
     * @param reviewed what a person said
     * @param soft receives the N×K probabilities of the true class, in the order of the sorted classes
     */
    public static Job<Audited> audit(
            Matrix features,
            int[] given,
            String[] classes,
            Auditing how,
            Optional<Matrix> stated,
            Optional<Reviewed> reviewed,
            Matrix soft) {
        Dataset rows = Dataset.of(features, labels(given, classes));
        Optional<OutOfSample> outputs =
                stated.map(matrix -> OutOfSample.stated(Probabilities.of(matrix), "stated probabilities"));
        return Job.begin(monitor -> {
            try (LabelAudit audit = Rectify.audit(rows, how.options(outputs, reviewed), monitor)) {
                return Audited.of(audit, soft, how.threads());
            }
        });
    }

    /** A random sample of rows to review: row, stratum and inclusion of each. */
    public static double[][] reviewSample(int[] ranking, int count, long seed) {
        return ReviewSample.draw(ranking, count, seed).stream()
                .map(row -> new double[] {row.row(), row.stratum(), row.inclusion()})
                .toArray(double[][]::new);
    }

    /**
     * What a person said of rows that {@link #reviewSample} drew.
     *
     * @param right index of the right class into the sorted classes; −1 where there is no answer
     */
    public static Reviewed reviewedSample(int rows, int[] drawn, int[] stratum, double[] inclusion, int[] right) {
        List<ReviewSample.Row> sample = new ArrayList<>();
        for (int i = 0; i < drawn.length; i++) {
            sample.add(new ReviewSample.Row(drawn[i], stratum[i], inclusion[i]));
        }
        return Reviewed.ofSample(rows, sample, answers(drawn, right));
    }

    /** What a person said of rows that somebody chose; {@code right} as above. */
    public static Reviewed reviewedList(int rows, int[] checked, int[] right) {
        return Reviewed.ofList(rows, answers(checked, right));
    }

    private static Map<Integer, Integer> answers(int[] rows, int[] right) {
        Map<Integer, Integer> answers = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            if (right[i] >= 0) {
                answers.put(rows[i], right[i]);
            }
        }
        return answers;
    }

    /**
     * How well each label fits its row by outputs alone, see {@link LabelQuality}.
     *
     * @param name of the score, as users write it
     * @param given indices into the columns
     */
    public static double[] quality(String name, Matrix outputs, int[] given, String[] classes) {
        return LabelQuality.named(name).of(Probabilities.of(outputs), Labels.of(given, List.of(classes)));
    }
}
