package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionFileTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private double[][] read(String content, List<String> names) throws IOException {
        return TransitionFile.read(Files.writeString(directory.resolve("c.csv"), content), names);
    }

    @Test
    void aPlainBlockIsInTheOrderOfTheClasses() throws IOException {
        assertThat(read("1,0,0\n0.1, .8 ,1e-1\n0.25,.25,5.0E-1\n", NAMES))
                .isDeepEqualTo(new double[][] {{1, 0, 0}, {0.1, 0.8, 0.1}, {0.25, 0.25, 0.5}});
    }

    @Test
    void namedRowsAndColumnsAreReordered() throws IOException {
        assertThat(read("true\\given,c,a,b\nb,0.1,0.2,0.7\nc,0.9,0.04,0.06\na,0,1,0\n", NAMES))
                .isDeepEqualTo(new double[][] {{1, 0, 0}, {0.2, 0.7, 0.1}, {0.04, 0.06, 0.9}});
    }

    @Test
    void classNamesThatAreNumbersAreNotTakenForEntries() throws IOException {
        assertThat(read(",1,0\n1,0.9,0.1\n0,0.3,0.7\n", List.of("0", "1")))
                .isDeepEqualTo(new double[][] {{0.7, 0.3}, {0.1, 0.9}});
        assertThat(read("1,0\n0,1\n", List.of("0", "1"))).isDeepEqualTo(new double[][] {{1, 0}, {0, 1}});
    }

    @Test
    void aRowMaySumToOneUpToRounding() throws IOException {
        assertThat(read("0.3333333,0.3333333,0.3333333\n0,1,0\n0,0,1\n", NAMES)[0])
                .containsOnly(0.3333333);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``;expected 3 numbers a line, or a header of 4 fields and 3 class names, but the file is empty",
                "1,0;expected 3 numbers a line, or a header of 4 fields and 3 class names, but the first line has 2 fields",
                "1,0,0,0,0;expected 3 numbers a line, or a header of 4 fields and 3 class names, but the first line has 5 fields",
                "1,0,0|0,1,0;expected 3 rows but found 2",
                "1,0,0|0,1,0|0,0,1|1,0,0;line 4, row 3 (counting from 0): expected 3 rows but there are more",
                "1,0,0|0,1;line 2, row 1 (counting from 0): expected 3 fields but found 2",
                "1,0,0|0,x,0;line 2, row 1 (counting from 0), column 1: expected a number from 0 to 1 but found 'x'",
                "1,0,0|0,1.5,-0.5;line 2, row 1 (counting from 0), column 1: expected a number from 0 to 1 but found '1.5'",
                "1,0,-0.5;line 1, row 0 (counting from 0), column 2: expected a number from 0 to 1 but found '-0.5'",
                "NaN,0,1;line 1, row 0 (counting from 0), column 0: expected a number from 0 to 1 but found 'NaN'",
                "0x1p0,0,1;line 1, row 0 (counting from 0), column 0: expected a number from 0 to 1 but found '0x1p0'",
                "1f,0,1;line 1, row 0 (counting from 0), column 0: expected a number from 0 to 1 but found '1f'",
                ",0,1;line 1, row 0 (counting from 0), column 0: expected a number from 0 to 1 but found ''",
                "0.5,0.25,0.125;line 1, row 0 (counting from 0): expected the row to sum to 1 but it sums to 0.875",
                ",a,b,d;line 1, column 3: expected one of the 3 classes 'a', 'b', 'c' but found 'd'",
                ",a,b,a;line 1, column 3: expected each class once but found 'a' again",
                ",a,b,c|a,1,0,0|x,0,1,0;line 3, row 1 (counting from 0): expected one of the 3 classes 'a', 'b', 'c' but found 'x'",
                ",a,b,c|a,1,0,0|a,1,0,0;line 3, row 1 (counting from 0): expected each class once but found 'a' again",
                ",a,b,c|a,1,0,0;expected 3 rows but found 1",
                ",a,b,c|a,1,0;line 2, row 0 (counting from 0): expected 4 fields but found 3",
                ",c,b,a|a,2,0,0;line 2, row 0 (counting from 0), column 'c': expected a number from 0 to 1 but found '2'"
            })
    void anythingElseIsRefused(String lines, String expected) {
        Path file = directory.resolve("c.csv");
        assertThat(Refusal.of(() -> read(lines.replace('|', '\n'), NAMES))).isEqualTo(file + ": " + expected);
    }
}
