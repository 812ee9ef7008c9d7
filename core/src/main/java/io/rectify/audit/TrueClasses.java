package io.rectify.audit;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.linalg.RowBlocks;
import java.util.Arrays;
import java.util.Map;

/**
 * The probability of each true class of each row, given outputs, the noise and how probably its label is wrong: made whenever it is read,
 * and kept where that is not too much.
 */
final class TrueClasses implements RowBlocks {
    /** Numbers that a band has. */
    private static final int BAND = 1 << 16;

    private final Probabilities outputs;
    private final Labels given;
    private final NoiseTransition.Posterior posterior;
    private final float[] wrong;
    private final Map<Integer, Integer> right;

    private TrueClasses(
            Probabilities outputs,
            Labels given,
            NoiseTransition.Posterior posterior,
            float[] wrong,
            Map<Integer, Integer> right) {
        this.outputs = outputs;
        this.given = given;
        this.posterior = posterior;
        this.wrong = wrong;
        this.right = right;
    }

    /**
     * @param outputs N×K; where N·K is more than {@link SomeRows#MOST_HELD} they must stay open as long as the result is read
     * @param right class by row, for rows of which it is known
     */
    static Probabilities of(
            Probabilities outputs,
            Labels given,
            NoiseTransition.Posterior posterior,
            float[] wrong,
            Map<Integer, Integer> right,
            int threads) {
        TrueClasses rows = new TrueClasses(outputs, given, posterior, wrong, right);
        if ((long) outputs.rows() * outputs.classes() > SomeRows.MOST_HELD) {
            return Probabilities.whenRead(rows);
        }
        Matrix soft = Matrix.zeros(outputs.rows(), outputs.classes());
        Parallel.forEachBand(
                outputs.rows(),
                Math.max(1, BAND / outputs.classes()),
                threads,
                (from, to) -> rows.fill(from, to, soft.rowBlock(from, to)));
        return Probabilities.of(soft);
    }

    @Override
    public int rows() {
        return outputs.rows();
    }

    @Override
    public int columns() {
        return outputs.classes();
    }

    @Override
    public Matrix rowBlock(int from, int to) {
        Matrix block = Matrix.zeros(to - from, columns());
        fill(from, to, block);
        return block;
    }

    private void fill(int from, int to, Matrix block) {
        outputs.forEachRow(from, to, (i, row) -> {
            int label = given.get(i);
            posterior.inPlace(row, label);
            LabelIssues.reweigh(row, label, wrong[i]);
            Integer known = right.get(i);
            if (known != null) {
                Arrays.fill(row, 0);
                row[known] = 1;
            }
            block.setRows(i - from, 1, row);
        });
    }
}
