package io.rectify.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanAccuracyTest {
    private static final int DRAWS = 4000;

    private static CleanAccuracy of(int rows, int agreeing, int confident, int confidentAgreeing, int second) {
        return CleanAccuracy.of(rows, agreeing, confident, confidentAgreeing, second, 0);
    }

    /** 200 of 400 agree; of the 80 most confident 60 agree and 20 with their second choice: (.5 − .25)/(.75 − .25). */
    @Test
    void workedExample() {
        CleanAccuracy clean = of(400, 200, 80, 60, 20);
        assertThat(clean.labelsRight()).isCloseTo(0.75, within(1e-15));
        assertThat(clean.estimate()).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void nothingCanBeToldFromAFewOrIfTheConfidentAgreeNoMoreThanAnyLabelWould() {
        assertThat(CleanAccuracy.of(500, 300, 100, 65, 10, 60).estimate()).isNaN();
        assertThat(CleanAccuracy.of(500, 300, 100, 75, 10, 60).estimate()).isBetween(0.7, 0.9);
        assertThat(CleanAccuracy.of(95, 60, 19, 15, 1, 2).estimate()).isNaN();
        assertThat(CleanAccuracy.of(4, 2, 0, 0, 0, 0).estimate()).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"0.8, 0.6, 0.1", "0.5, 0.75, 0.25", "0.25, 0.3, 0.1", "0, 0.9, 0.05", "1, 0.55, 0"})
    void countsThatAreExactlyAsExpectedGiveTheAccuracyBack(double accuracy, double right, double chance) {
        int agreeing = (int) Math.rint(10_000 * (accuracy * right + (1 - accuracy) * chance));
        CleanAccuracy clean = of(10_000, agreeing, 2000, (int) Math.rint(2000 * right), (int) Math.rint(2000 * chance));
        assertThat(clean.estimate()).isCloseTo(accuracy, within(1e-12));
        assertThat(clean.labelsRight()).isCloseTo(right, within(1e-12));
        assertThat(clean.estimate()).isBetween(clean.low(), clean.high());
    }

    /** Without noise the interval is that of a binomial share. */
    @Test
    void labelsThatAreRightMakeItTheAgreement() {
        CleanAccuracy clean = of(400, 320, 80, 80, 0);
        assertThat(clean.estimate()).isEqualTo(0.8);
        assertThat(clean.low()).isCloseTo(0.8 - 1.96 * 0.02, within(1e-12));
        assertThat(clean.high()).isCloseTo(0.8 + 1.96 * 0.02, within(1e-12));
    }

    @Test
    void fourTimesTheRowsHalveTheInterval() {
        CleanAccuracy one = of(1000, 400, 200, 120, 20);
        CleanAccuracy four = of(4000, 1600, 800, 480, 80);
        assertThat(four.estimate()).isEqualTo(one.estimate());
        assertThat(four.high() - four.low()).isCloseTo((one.high() - one.low()) / 2, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"20, 20", "10, 30", "0, 0"})
    void nothingCanBeToldIfTheConfidentAgreeNoMoreThanTheirSecondChoice(int agreeing, int second) {
        CleanAccuracy clean = of(500, 100, 100, agreeing, second);
        assertThat(clean.estimate()).isNaN();
        assertThat(clean.low()).isEqualTo(0);
        assertThat(clean.high()).isEqualTo(1);
    }

    @Test
    void estimatesBeyondTheEndsAreMovedToThem() {
        CleanAccuracy above = of(1000, 620, 200, 120, 20);
        assertThat(above.estimate()).isEqualTo(1);
        assertThat(above.high()).isEqualTo(1);
        assertThat(above.low()).isBetween(0.8, 1.0);
        CleanAccuracy below = of(1000, 90, 200, 120, 20);
        assertThat(below.estimate()).isEqualTo(0);
        assertThat(below.low()).isEqualTo(0);
        assertThat(below.high()).isBetween(0.0, 0.2);
    }

    /** Where a(1 − r) = (1 − a)ρ, the agreement of all rows is uncorrelated with what the confident rows tell of r and ρ. */
    @ParameterizedTest
    @CsvSource({"2, 0.5, 0.8", "2, 0.5, 0.9", "3, 0.3333, 0.7", "5, 0.2, 0.6"})
    void theIntervalHoldsTheAccuracyInNineteenOfTwentyDraws(int classes, double accuracy, double right) {
        Coverage coverage = coverage(classes, accuracy, right);
        assertThat(coverage.share()).isBetween(0.935, 0.967);
        assertThat(coverage.meanEstimate()).isCloseTo(accuracy, within(0.01));
    }

    @ParameterizedTest
    @CsvSource({"10, 0.85, 0.6", "10, 0.6, 0.8", "4, 0.7, 0.5", "100, 0.75, 0.4"})
    void theIntervalHoldsItWhereTheConfidentAreAmongTheAgreeing(int classes, double accuracy, double right) {
        Coverage coverage = coverage(classes, accuracy, right);
        assertThat(coverage.share()).isBetween(0.935, 0.967);
        assertThat(coverage.meanEstimate()).isCloseTo(accuracy, within(0.02));
    }

    private record Coverage(double share, double meanEstimate) {}

    private static Coverage coverage(int classes, double accuracy, double right) {
        SplittableRandom random = new SplittableRandom(classes + Math.round(1000 * accuracy));
        int holds = 0;
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            CleanAccuracy clean = draw(random, 1000, classes, accuracy, right);
            holds += clean.low() <= accuracy && accuracy <= clean.high() ? 1 : 0;
            sum += clean.estimate() / DRAWS;
        }
        return new Coverage((double) holds / DRAWS, sum);
    }

    /** A fifth of the rows is confident and right; of the others as many as it takes. Errors fall on all classes alike. */
    private static CleanAccuracy draw(SplittableRandom random, int rows, int classes, double accuracy, double right) {
        int agreeing = 0;
        int confident = 0;
        int confidentAgreeing = 0;
        int confidentSecond = 0;
        for (int i = 0; i < rows; i++) {
            int truth = random.nextInt(classes);
            int given = random.nextDouble() < right ? truth : other(random, truth, classes);
            boolean sure = random.nextDouble() < 0.2;
            boolean hit = sure || random.nextDouble() < (accuracy - 0.2) / 0.8;
            int predicted = hit ? truth : other(random, truth, classes);
            agreeing += predicted == given ? 1 : 0;
            if (sure) {
                confident++;
                confidentAgreeing += predicted == given ? 1 : 0;
                confidentSecond += other(random, predicted, classes) == given ? 1 : 0;
            }
        }
        return of(rows, agreeing, confident, confidentAgreeing, confidentSecond);
    }

    private static int other(SplittableRandom random, int than, int classes) {
        return (than + 1 + random.nextInt(classes - 1)) % classes;
    }
}
