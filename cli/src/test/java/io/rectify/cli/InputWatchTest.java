package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputWatchTest {
    @TempDir
    Path folder;

    private Path old;
    private Path fresh;

    @BeforeEach
    void write() throws IOException {
        old = Files.writeString(folder.resolve("old"), "abc");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100)));
        fresh = Files.writeString(folder.resolve("fresh"), "abc");
    }

    private static void assertRefused(InputWatch watch, Path file, String problem) {
        assertThatThrownBy(watch::checkUnchanged)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + ": " + problem);
    }

    @Test
    void readingChangesNothing() throws IOException {
        InputWatch watch = InputWatch.of(List.of(old, fresh, folder.resolve("none"), folder));
        Files.readString(old);
        Files.writeString(folder.resolve("other"), "x");
        assertThatCode(watch::checkUnchanged).doesNotThrowAnyException();
    }

    @Test
    void aFileThatGrowsHasChanged() throws IOException {
        InputWatch watch = InputWatch.of(List.of(fresh, old));
        Files.writeString(old, "abcd");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100)));
        assertRefused(watch, old, "changed while it was read");
    }

    @Test
    void aFileOfOtherContentHasChanged() throws IOException {
        InputWatch watch = InputWatch.of(List.of(old));
        Files.writeString(old, "abd");
        assertRefused(watch, old, "changed while it was read");
    }

    /** The clock of a file system may be coarse: two changes of a fresh file may bear one time. */
    @Test
    void aFreshFileOfOtherContentHasChangedEvenIfItsTimeHasNot() throws IOException {
        FileTime time = Files.getLastModifiedTime(fresh);
        InputWatch watch = InputWatch.of(List.of(fresh));
        Files.writeString(fresh, "abd");
        Files.setLastModifiedTime(fresh, time);
        assertRefused(watch, fresh, "changed while it was read");
    }

    @Test
    void aFileThatIsReplacedByAnotherHasChanged() throws IOException {
        FileTime time = Files.getLastModifiedTime(old);
        InputWatch watch = InputWatch.of(List.of(old));
        Path other = Files.writeString(folder.resolve("other"), "abd");
        Files.setLastModifiedTime(other, time);
        Files.move(other, old, StandardCopyOption.ATOMIC_MOVE);
        assertRefused(watch, old, "changed while it was read");
    }

    @Test
    void aFileThatIsGoneHasChanged() throws IOException {
        InputWatch watch = InputWatch.of(List.of(old));
        Files.delete(old);
        assertRefused(watch, old, "was deleted or renamed");
    }
}
