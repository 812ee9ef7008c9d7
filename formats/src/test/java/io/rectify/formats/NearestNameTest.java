package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    /** kitten → sitten → sittin → sitting. */
    @Test
    void distanceIsTheNumberOfLettersChanged() {
        assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.distance("", "abc")).isEqualTo(3);
        assertThat(NearestName.of("TRANFER", List.of("top_up", "transfer", "transfers")))
                .isEqualTo("transfer");
    }

    @Test
    void asksOnlyWhereANameIsNear() {
        List<String> names = List.of("audit", "train", "--out");
        assertThat(NearestName.hint("adit", names)).isEqualTo("; did you mean 'audit'?");
        assertThat(NearestName.hint("Train", names)).isEqualTo("; did you mean 'train'?");
        assertThat(NearestName.hint("fertilise", names)).isEmpty();
        assertThat(NearestName.hint("x", names)).isEmpty();
        assertThat(NearestName.hint("x", List.of())).isEmpty();
    }
}
