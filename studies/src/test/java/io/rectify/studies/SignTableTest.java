package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignTableTest {
    private static final ToDoubleFunction<Results> GAIN = cell -> cell.number("gain");
    private static final SignTable.Sign KAPPA = new SignTable.Sign(
            "kappa", false, cell -> -Double.parseDouble(cell.distinct("kappa").get(0)));
    private static final SignTable.Sign PROMISE = new SignTable.Sign("promise", true, cell -> cell.number("promise"));

    @TempDir
    Path folder;

    /** Settings of one seed: κ, what is promised and what is gained. */
    private static List<Results> settings(double[][] rows) {
        return IntStream.range(0, rows.length)
                .mapToObj(i -> new Results(java.util.Map.of(
                        Key.of("kappa", (int) rows[i][0]).with("seed", 1).with("row", i),
                        List.of(
                                new Measures.Measure("promise", "", Double.toString(rows[i][1])),
                                new Measures.Measure("gain", "", Double.toString(rows[i][2]))))))
                .toList();
    }

    /**
     * Gains at promises 3 and 1, losses at 2 and −1: of the pairs of a gain and a loss (3,2) (3,−1) (1,2) (1,−1) three are in order, AUROC 3/4.
     * By κ, 5 before 50, the gains at 5 and 50 and the losses at 5 and 50 give one pair in order, two ties and one in disorder: 1/2. So the
     * promise leads by 1/4. Of the three settings with a promise above 0 two gain, by 2 on average with the loss: (4 + 3 − 1)/3.
     */
    @Test
    void areasAndSharesByHand() throws Exception {
        List<Results> settings = settings(new double[][] {{5, 3, 0.04}, {50, 1, 0.03}, {5, 2, -0.01}, {50, -1, -0.05}});
        Path csv = folder.resolve("signs.csv");

        new SignTable(settings, GAIN).of(List.of(KAPPA, PROMISE), KAPPA).save(csv);

        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(1)).startsWith("kappa,0.50 (").contains(",–,0.50,0.50,");
        assertThat(lines.get(2)).startsWith("promise,0.75 (").contains(",0.25 (", ",2.00 ± 2.65,-5.00,2 of 3,0 of 1");
    }

    /** A sign that is always right is right in every redraw. */
    @Test
    void aPerfectSignHasNoWidth() throws Exception {
        double[][] rows = new double[40][];
        for (int i = 0; i < rows.length; i++) {
            double gain = i % 2 == 0 ? 0.01 + i : -0.01 - i;
            rows[i] = new double[] {5 + 45 * (i / 20), gain, gain};
        }
        Path csv = folder.resolve("signs.csv");

        new SignTable(settings(rows), GAIN).of(List.of(PROMISE), KAPPA).save(csv);

        assertThat(Files.readAllLines(csv).get(1)).startsWith("promise,1.00 (1.00 to 1.00),1.00,0.50 (");
    }
}
