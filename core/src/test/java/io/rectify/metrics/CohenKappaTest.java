package io.rectify.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CohenKappaTest {
    /** Both yes 20, both no 15, only one yes 5, only the other yes 10 of 50: p_o .7, p_e .5·.6 + .5·.4 = .5, κ .4 (the example of many textbooks). */
    @Test
    void byHand() {
        List<String> one = said(20, "yes", 5, "yes", 10, "no", 15, "no");
        List<String> other = said(20, "yes", 5, "no", 10, "yes", 15, "no");
        assertThat(CohenKappa.of(one, other)).isCloseTo(0.4, within(1e-12));
        assertThat(CohenKappa.of(other, one)).isCloseTo(0.4, within(1e-12));
        assertThat(CohenKappa.of(one, one)).isCloseTo(1, within(1e-12));
    }

    /** sklearn 1.9.1: cohen_kappa_score(list("abcabcabca"), list("abcbbcacca")) = 0.7014925373134329. */
    @Test
    void asScikitLearn() {
        assertThat(CohenKappa.of(List.of("abcabcabca".split("")), List.of("abcbbcacca".split(""))))
                .isCloseTo(0.7014925373134329, within(1e-12));
    }

    @Test
    void whereNothingCanBeToldItIsNotANumber() {
        assertThat(CohenKappa.of(List.of(), List.of())).isNaN();
        assertThat(CohenKappa.of(List.of("a", "a"), List.of("a", "a"))).isNaN();
        assertThatIllegalArgumentException().isThrownBy(() -> CohenKappa.of(List.of("a"), List.of()));
    }

    private static List<String> said(Object... runs) {
        List<String> all = new java.util.ArrayList<>();
        for (int i = 0; i < runs.length; i += 2) {
            for (int j = 0; j < (Integer) runs[i]; j++) {
                all.add((String) runs[i + 1]);
            }
        }
        return all;
    }
}
