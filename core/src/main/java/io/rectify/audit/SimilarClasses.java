package io.rectify.audit;

import io.rectify.data.Probabilities;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The other classes of each class, the most similar first: those that outputs give most to in rows that they take for the class. Mistakes
 * that are too few to tell where each class's go are told together, by how similar the class is that they go to.
 */
final class SimilarClasses {
    private final int[][] order;

    private SimilarClasses(int[][] order) {
        this.order = order;
    }

    /** @param outputs N×K */
    static SimilarClasses of(Probabilities outputs) {
        int k = outputs.classes();
        double[][] sums = new double[k][k];
        outputs.forEachRow((i, row) -> {
            double[] sum = sums[Probabilities.argmax(row)];
            for (int j = 0; j < k; j++) {
                sum[j] += row[j];
            }
        });
        int[][] order = new int[k][];
        for (int c = 0; c < k; c++) {
            int own = c;
            order[c] = IntStream.range(0, k)
                    .filter(j -> j != own)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> -sums[own][j]))
                    .mapToInt(j -> j)
                    .toArray();
        }
        return new SimilarClasses(order);
    }

    /**
     * Where mistakes of all classes together go: the share that goes to each other class if it depends on its rank by similarity alone, the
     * same for ranks 1, 2, 3–4, 5–8, 9–16 and so on.
     *
     * @param counts K×K mistakes by true class and label; the diagonal is not read
     * @return K×K; rows sum to 1, 0 on the diagonal
     */
    double[][] pooled(double[][] counts) {
        int k = order.length;
        double[] byRank = new double[k - 1];
        for (int c = 0; c < k; c++) {
            for (int r = 0; r < k - 1; r++) {
                byRank[r] += counts[c][order[c][r]];
            }
        }
        double all = Arrays.stream(byRank).sum();
        double[] law = new double[k - 1];
        for (int from = 0; from < k - 1; from = Math.max(1, 2 * from)) {
            int to = Math.min(k - 1, Math.max(1, 2 * from));
            double sum = Arrays.stream(byRank, from, to).sum() + (to - from) / (k - 1.0);
            Arrays.fill(law, from, to, sum / (to - from) / (all + 1));
        }
        double[][] pooled = new double[k][k];
        for (int c = 0; c < k; c++) {
            for (int r = 0; r < k - 1; r++) {
                pooled[c][order[c][r]] = law[r];
            }
        }
        return pooled;
    }
}
