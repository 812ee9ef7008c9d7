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

class SuperclassesTest {
    private static final List<String> NAMES = List.of("cat", "car", "dog");

    @TempDir
    Path directory;

    @Test
    void idsFollowTheSortedNamesOfSuperclasses() throws IOException {
        Path file = Files.writeString(
                directory.resolve("s.csv"), "superclass,label\nvehicle,car\nanimal,dog\nanimal,cat\n");
        assertThat(Superclasses.read(file, NAMES)).containsExactly(0, 1, 0);
        Path numbers = Files.writeString(directory.resolve("n.csv"), "label,superclass\ncar,10\ndog,9\ncat,9\n");
        assertThat(Superclasses.read(numbers, NAMES)).containsExactly(0, 1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "label,group|car,a;expected a column 'superclass' but the columns are 'label', 'group'",
                "name,superclass|car,a;expected a column 'label' but the columns are 'name', 'superclass'",
                "label,superclass|car,a|cow,a;line 3, row 1 (counting from 0): expected one of the 3 classes 'cat', 'car', 'dog' but found 'cow'",
                "label,superclass|car,a|car,a;line 3, row 1 (counting from 0): expected each class once but found 'car' again",
                "label,superclass|car, ;line 2, row 0 (counting from 0): expected a superclass but it is empty",
                "label,superclass|car;line 2, row 0 (counting from 0): expected 2 fields as in the header but found 1",
                "label,superclass|car,a|dog,a;expected a row for every class but there is none for 'cat'",
                "label,superclass;expected at least one row but there is only a header"
            })
    void whatDoesNotCoverEachClassOnceIsRefused(String lines, String expected) throws IOException {
        Path file = Files.writeString(directory.resolve("s.csv"), lines.replace('|', '\n') + "\n");
        assertThat(Refusal.of(() -> Superclasses.read(file, NAMES))).isEqualTo(file + ": " + expected);
    }
}
