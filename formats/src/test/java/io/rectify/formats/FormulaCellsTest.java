package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FormulaCellsTest {
    @Test
    void whatASpreadsheetWouldRunBecomesText() {
        assertThat(FormulaCells.escaped(List.of("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")))
                .containsExactly("'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx");
        assertThat(FormulaCells.escaped(List.of("", "a=1", " =1", "1-1", "'=1")))
                .containsExactly("", "a=1", " =1", "1-1", "'=1");
    }
}
