package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DataFormatExceptionTest {
    private static final DataLocation FILE = DataLocation.in(Path.of("data", "x.csv"));
    private static final String NAME = Path.of("data", "x.csv").toString();

    @Test
    void theMessageNamesWhatIsKnownOfThePlace() {
        assertThat(new DataFormatException(FILE, "is empty")).hasMessage(NAME + ": is empty");
        assertThat(new DataFormatException(FILE.withRow(17).withColumn(3), "expected a finite number but found NaN"))
                .hasMessage(NAME + ": row 17 (counting from 0), column 3: expected a finite number but found NaN");
        assertThat(new DataFormatException(FILE.withLine(19).withRow(17).withColumn("the label"), "is empty"))
                .hasMessage(NAME + ": line 19, row 17 (counting from 0), column 'the label': is empty");
        assertThat(new DataFormatException(FILE.withColumn("x"), "is empty"))
                .hasMessage(NAME + ": column 'x': is empty");
    }

    @Test
    void thePlaceCanBeAskedFor() {
        DataLocation location =
                new DataFormatException(FILE.withLine(2).withRow(0).withColumn("c"), "is empty").location();
        assertThat(location.file()).isEqualTo(Path.of("data", "x.csv"));
        assertThat(location.line()).hasValue(2);
        assertThat(location.row()).hasValue(0);
        assertThat(location.column()).hasValue("c");
    }

    @Test
    void nothingBreaksTheLine() {
        DataLocation location = DataLocation.in(Path.of("a\nb.csv")).withColumn("c\rd".repeat(30));
        String message = new DataFormatException(location, "found \u001b[2J\n").getMessage();
        assertThat(message)
                .doesNotContainPattern("\\p{Cntrl}")
                .startsWith("a\\nb.csv: column 'c\\rdc\\rd")
                .hasSizeLessThan(120);
    }
}
