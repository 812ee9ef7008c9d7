package io.rectify.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
    private final List<String> closed = new ArrayList<>();

    private void close(String name) throws IOException {
        closed.add(name);
        throw new IOException("closing " + name);
    }

    private String opened(String name, boolean fails) throws IOException {
        try (Guard<IOException> guard = Guard.of(() -> close(name))) {
            if (fails) {
                throw new IllegalArgumentException("filling " + name);
            }
            return guard.release(name);
        }
    }

    @Test
    void leavesOpenWhatWasReleased() throws IOException {
        assertThat(opened("a", false)).isEqualTo("a");
        assertThat(closed).isEmpty();
    }

    @Test
    void closesWhatWasNotAndLetsTheFirstExceptionThrough() {
        assertThatThrownBy(() -> opened("a", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("filling a")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                IOException.class, second -> assertThat(second).hasMessage("closing a")));
        assertThat(closed).containsExactly("a");
    }

    @Test
    void closesAtItsEndIfNobodyReleasesIt() {
        assertThatThrownBy(() -> {
                    try (Guard<IOException> guard = Guard.of(() -> close("a"))) {
                        assertThat(guard).isNotNull();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("closing a");
    }

    @Test
    void releasesWithoutAResult() throws IOException {
        try (Guard<IOException> guard = Guard.of(() -> close("a"))) {
            guard.release();
        }
        assertThat(closed).isEmpty();
    }
}
