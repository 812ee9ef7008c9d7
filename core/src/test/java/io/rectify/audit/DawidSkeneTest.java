package io.rectify.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.audit.DawidSkene.Answer;
import io.rectify.audit.DawidSkene.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * By hand: two classes, two rows, annotators A and B. A and B say 0 of row 0; A says 1 and B says 0 of row 1. Votes are (1, 0) and
 * (½, ½), so p = (¾, ¼), and without pseudo-counts π^A_0 = (1, ½)/1.5 = (⅔, ⅓), π^A_1 = (0, 1), π^B_0 = (1, 0), π^B_1 = (1, 0). The first
 * step gives T_0 ∝ (¾·⅔·1, ¼·0·1) = (1, 0) and T_1 ∝ (¾·⅓·1, ¼·1·1) = (½, ½): a fixed point.
 */
class DawidSkeneTest {
    private static final Options LIKELIHOOD = Options.DEFAULTS.withPseudoCounts(0);

    @Test
    void handExample() {
        List<Answer> answers =
                List.of(new Answer(0, 0, 0), new Answer(0, 1, 0), new Answer(1, 0, 1), new Answer(1, 1, 0));
        DawidSkene found = DawidSkene.of(answers, 2, 2, 2, LIKELIHOOD);
        assertThat(found.classes()[0]).containsExactly(new double[] {1, 0}, within(1e-12));
        assertThat(found.classes()[1]).containsExactly(new double[] {0.5, 0.5}, within(1e-12));
        assertThat(found.prior()).containsExactly(new double[] {0.75, 0.25}, within(1e-12));
        assertThat(found.confusions()[0][0]).containsExactly(new double[] {2 / 3.0, 1 / 3.0}, within(1e-12));
        assertThat(found.accuracies()).containsExactly(new double[] {0.75, 0.75}, within(1e-12));
    }

    private record Drawn(List<Answer> answers, int[] truth, double[] accuracies) {}

    /** Annotators of known accuracy, wrong in any other class alike, each of whom answers some rows. */
    private static Drawn drawn(int rows, double[] accuracies, int classes, double share, long seed) {
        Random random = new Random(seed);
        int[] truth = random.ints(rows, 0, classes).toArray();
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            for (int a = 0; a < accuracies.length; a++) {
                if (random.nextDouble() < share) {
                    boolean right = random.nextDouble() < accuracies[a];
                    int other = (truth[i] + 1 + random.nextInt(classes - 1)) % classes;
                    answers.add(new Answer(i, a, right ? truth[i] : other));
                }
            }
        }
        return new Drawn(answers, truth, accuracies);
    }

    /** The definition, in plain double loops: at the end each of T, p and π is what the others say. */
    @Test
    void theEndIsAFixedPointOfTheDefinition() {
        Drawn drawn = drawn(80, new double[] {0.9, 0.7, 0.8, 0.6}, 3, 0.8, 3);
        DawidSkene found = DawidSkene.of(drawn.answers(), 80, 4, 3, new Options(0, 0, 20_000));
        for (int i = 0; i < 80; i++) {
            double[] product = found.prior().clone();
            for (int k = 0; k < 3; k++) {
                for (Answer answer : drawn.answers()) {
                    product[k] *= answer.row() == i ? found.confusions()[answer.annotator()][k][answer.label()] : 1;
                }
            }
            double sum = Arrays.stream(product).sum();
            for (int k = 0; k < 3; k++) {
                assertThat(found.classes()[i][k]).isCloseTo(product[k] / sum, within(1e-9));
            }
        }
        for (int a = 0; a < 4; a++) {
            for (int k = 0; k < 3; k++) {
                double[] counts = new double[3];
                for (Answer answer : drawn.answers()) {
                    counts[answer.label()] += answer.annotator() == a ? found.classes()[answer.row()][k] : 0;
                }
                double sum = Arrays.stream(counts).sum();
                for (int l = 0; l < 3; l++) {
                    assertThat(found.confusions()[a][k][l]).isCloseTo(counts[l] / sum, within(1e-5));
                }
            }
        }
    }

    @Test
    void thePosteriorNeverFalls() {
        for (double pseudoCounts : new double[] {0, 0.5, 2, 10}) {
            Drawn drawn = drawn(200, new double[] {0.9, 0.5, 0.6, 0.4, 0.8}, 4, 0.5, 7);
            List<Double> log = DawidSkene.of(
                            drawn.answers(), 200, 5, 4, Options.DEFAULTS.withPseudoCounts(pseudoCounts))
                    .logPosterior();
            assertThat(log).hasSizeGreaterThan(2);
            for (int step = 1; step < log.size(); step++) {
                assertThat(log.get(step)).isGreaterThanOrEqualTo(log.get(step - 1) - 1e-9);
            }
        }
    }

    /** Annotators who all agree are right, and one alone is believed. */
    @Test
    void agreementIsBelieved() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            for (int a = 0; a < 3; a++) {
                answers.add(new Answer(i, a, i % 3));
            }
        }
        DawidSkene all = DawidSkene.of(answers, 31, 3, 3, LIKELIHOOD);
        assertThat(all.accuracies()).containsExactly(new double[] {1, 1, 1}, within(1e-12));
        assertThat(all.classes()[4]).containsExactly(new double[] {0, 1, 0}, within(1e-12));
        assertThat(all.classes()[30]).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-12));
        List<Answer> one =
                answers.stream().filter(answer -> answer.annotator() == 0).toList();
        assertThat(DawidSkene.of(one, 30, 1, 3, LIKELIHOOD).classes()[5][2]).isEqualTo(1, within(1e-12));
    }

    /** What was drawn is found, and more rows are right than by majority where annotators differ. */
    @Test
    void accuraciesThatWereDrawnAreFound() {
        double[] accuracies = {0.95, 0.9, 0.4, 0.35, 0.45};
        Drawn drawn = drawn(3000, accuracies, 3, 1, 11);
        DawidSkene found = DawidSkene.of(drawn.answers(), 3000, 5, 3, Options.DEFAULTS);
        assertThat(found.accuracies()).containsExactly(accuracies, within(0.03));
        double[][] votes = DawidSkene.votes(drawn.answers(), 3000, 3);
        assertThat(right(found.classes(), drawn.truth())).isGreaterThan(right(votes, drawn.truth()) + 0.05);
    }

    private static double right(double[][] classes, int[] truth) {
        int right = 0;
        for (int i = 0; i < truth.length; i++) {
            int best = 0;
            for (int k = 1; k < classes[i].length; k++) {
                best = classes[i][k] > classes[i][best] ? k : best;
            }
            right += best == truth[i] ? 1 : 0;
        }
        return right / (double) truth.length;
    }

    @Test
    void answersOfNobodyAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DawidSkene.of(List.of(), 1, 1, 2, LIKELIHOOD));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DawidSkene.of(List.of(new Answer(0, 0, 2)), 1, 1, 2, LIKELIHOOD));
    }
}
