package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicOutputTest {
    @TempDir
    Path directory;

    private List<String> entries() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What {@link #run} writes. */
    private static final Set<String> NAMES = Set.of("run.json", "inner");

    private static AtomicOutput.Action text(String content) {
        return temporary -> Files.writeString(temporary, content);
    }

    private static AtomicOutput.Action run(String content) {
        return temporary -> {
            Files.writeString(temporary.resolve("run.json"), content);
            Files.writeString(Files.createDirectory(temporary.resolve("inner")).resolve("x"), content);
        };
    }

    @Test
    void aFileAppearsOnceItIsWhole() throws IOException {
        Path target = directory.resolve("x.csv");
        AtomicOutput.file(target, temporary -> {
            assertThat(temporary).isEmptyFile();
            assertThat(temporary.getFileName().toString()).matches("\\.x\\.csv\\.tmp-[0-9a-f]{12}");
            assertThat(temporary.toRealPath().getParent()).isEqualTo(directory.toRealPath());
            Files.writeString(temporary, "half");
            assertThat(target).doesNotExist();
            Files.writeString(temporary, "whole");
        });
        assertThat(target).hasContent("whole");
        assertThat(entries()).containsExactly("x.csv");
    }

    @Test
    void aFileIsReplacedInOneStep() throws IOException {
        Path target = Files.writeString(directory.resolve("x"), "old");
        AtomicOutput.file(target, temporary -> {
            Files.writeString(temporary, "new");
            assertThat(target).hasContent("old");
        });
        assertThat(target).hasContent("new");
        assertThat(entries()).containsExactly("x");
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = Files.writeString(directory.resolve("x"), "old");
        RuntimeException failure = new IllegalStateException("no");
        assertThatThrownBy(() -> AtomicOutput.file(target, temporary -> {
                    Files.writeString(temporary, "half");
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(target).hasContent("old");
        assertThat(entries()).containsExactly("x");
    }

    @Test
    void aFailureToWriteNamesTheTarget() {
        Path target = directory.resolve("x");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.file(target, temporary -> {
                    throw new IOException("No space left on device");
                })))
                .isEqualTo(target + ": cannot be written: No space left on device");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(
                        target, false, temporary -> Files.writeString(temporary.resolve("a/b"), ""))))
                .isEqualTo(target + ": cannot be written: no such file or directory");
    }

    @Test
    void aFailureToReadSomethingElseIsPassedOn() {
        Path target = directory.resolve("x");
        assertThatThrownBy(() -> AtomicOutput.file(target, temporary -> Files.readString(directory.resolve("input"))))
                .isExactlyInstanceOf(NoSuchFileException.class);
        DataFormatException bad = new DataFormatException(DataLocation.in(directory), "is bad");
        assertThatThrownBy(() -> AtomicOutput.directory(target, false, temporary -> {
                    throw bad;
                }))
                .isSameAs(bad);
    }

    @Test
    void missingParentsAreMade() throws IOException {
        Path none = directory.resolve("none").resolve("neither");
        AtomicOutput.checkDirectory(none.resolve("x"), true, NAMES);
        assertThat(none).doesNotExist();
        AtomicOutput.file(none.resolve("x"), text("new"));
        assertThat(none.resolve("x")).hasContent("new");
        AtomicOutput.directory(directory.resolve("a/b/c"), false, run("new"));
        assertThat(directory.resolve("a/b/c")).isDirectory();
        Path file = Files.writeString(directory.resolve("file"), "");
        for (Path below : List.of(file.resolve("x"), file.resolve("y").resolve("x"))) {
            assertThat(Refusal.ofOutput(() -> AtomicOutput.file(below, text(""))))
                    .isEqualTo(below + ": parent directory " + file + " is a file");
        }
    }

    /** Files of an earlier output that the new one has not, such as those of an option. */
    @Test
    void filesOfOtherOptionsAreReplaced() throws IOException {
        Path target = directory.resolve("run");
        AtomicOutput.directory(target, false, run("old"));
        Files.writeString(target.resolve("extra.parquet"), "old");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(target, true, run("new"))))
                .contains("holds 'extra.parquet', which no run writes");
        AtomicOutput.directory(target, true, Set.of("extra.parquet"), run("new"));
        assertThat(target.resolve("extra.parquet")).doesNotExist();
    }

    @Test
    void aParentThatCannotBeWrittenIsRefused() {
        Path target = Path.of("/proc/x.csv");
        assumeThat(Path.of("/proc/self"))
                .as("needs Linux, where not even root can write to /proc")
                .exists();
        assertThat(Refusal.ofOutput(() -> AtomicOutput.file(target, text(""))))
                .matches("/proc/x\\.csv: cannot be written: (no such file or directory|permission denied)");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(target, false, run(""))))
                .matches(
                        "/proc/x\\.csv: cannot be written: (no such file or directory|permission denied|.*not permitted)");
    }

    @Test
    void aDirectoryIsNoFile() throws IOException {
        assertThat(Refusal.ofOutput(() -> AtomicOutput.file(directory, text(""))))
                .isEqualTo(directory + ": expected the name of a file but this is a directory");
        Path file = Files.writeString(directory.resolve("x"), "old");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(file, true, run(""))))
                .isEqualTo(file + ": expected the name of a directory but this is a file");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(Path.of("/"), true, run(""))))
                .isEqualTo("/: expected a name below the root directory");
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        AtomicOutput.file(link, text("new"));
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
    }

    @Test
    void aDeviceIsWrittenDirectlyAndNeverReplaced() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).as("needs Linux's /dev/full").exists();
        assertThat(Refusal.ofOutput(() -> Npy.writeMatrix(full, io.rectify.linalg.Matrix.zeros(1, 1))))
                .isEqualTo("/dev/full: cannot be written: No space left on device");
        assertThat(Files.isRegularFile(full)).isFalse();
        AtomicOutput.file(Path.of("/dev/null"), text("x"));
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void aLongNameStillHasRoomForTheTemporaryOne() throws IOException {
        for (String name : List.of("x".repeat(255), "😀".repeat(63))) {
            Path target = directory.resolve(name);
            AtomicOutput.file(target, text("x"));
            assertThat(target).hasContent("x");
        }
    }

    @Test
    void aDirectoryAppearsOnceItIsWhole() throws IOException {
        Path target = directory.resolve("run");
        AtomicOutput.directory(target, false, temporary -> {
            assertThat(temporary).isEmptyDirectory();
            run("new").write(temporary);
            assertThat(target).doesNotExist();
        });
        assertThat(target.resolve("inner/x")).hasContent("new");
        assertThat(entries()).containsExactly("run");
    }

    @Test
    void aFailedDirectoryLeavesNothing() throws IOException {
        Path target = directory.resolve("run");
        assertThatCode(() -> AtomicOutput.directory(target, false, temporary -> {
                    run("half").write(temporary);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(entries()).isEmpty();
    }

    @Test
    void anExistingDirectoryIsNotReplacedUnlessAskedFor() throws IOException {
        Path target = directory.resolve("run");
        AtomicOutput.directory(target, false, run("old"));
        AtomicOutput.Action never = temporary -> {
            throw new AssertionError("the action must not start");
        };
        String refused = target + ": already exists; pass --overwrite to replace it";
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(target, false, never)))
                .isEqualTo(refused);
        assertThat(Refusal.ofOutput(() -> AtomicOutput.checkDirectory(target, false, NAMES)))
                .isEqualTo(refused);
        assertThat(target.resolve("run.json")).hasContent("old");
        AtomicOutput.checkDirectory(target, true, NAMES);
        AtomicOutput.directory(target, true, run("new"));
        assertThat(target.resolve("run.json")).hasContent("new");
        assertThat(entries()).containsExactly("run");
    }

    @Test
    void aFailedReplacementLeavesTheOldDirectory() throws IOException {
        Path target = directory.resolve("run");
        AtomicOutput.directory(target, false, run("old"));
        assertThatCode(() -> AtomicOutput.directory(target, true, temporary -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(target.resolve("inner/x")).hasContent("old");
        assertThat(entries()).containsExactly("run");
    }

    @Test
    void anEmptyDirectoryMayBeReplaced() throws IOException {
        Path target = Files.createDirectory(directory.resolve("run"));
        AtomicOutput.directory(target, true, run("new"));
        assertThat(target.resolve("run.json")).hasContent("new");
        assertThat(entries()).containsExactly("run");
    }

    @Test
    void aDirectoryThatIsNoRunIsNeverReplaced() throws IOException {
        Path target = Files.createDirectory(directory.resolve("home"));
        Files.writeString(target.resolve("letter.txt"), "dear");
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(target, true, run("new"))))
                .isEqualTo(
                        target + ": is not replaced because it is not empty and holds no run.json of an earlier run");
        assertThat(target.resolve("letter.txt")).hasContent("dear");
    }

    @Test
    void aRunThatHoldsAnythingElseIsNotReplaced() throws IOException {
        Path target = directory.resolve("run");
        AtomicOutput.directory(target, false, run("old"));
        Files.writeString(target.resolve("notes.txt"), "dear");
        String refused = target + ": is not replaced because it holds 'notes.txt', which no run writes";
        assertThat(Refusal.ofOutput(() -> AtomicOutput.checkDirectory(target, true, NAMES)))
                .isEqualTo(refused);
        assertThat(Refusal.ofOutput(() -> AtomicOutput.directory(target, true, run("new"))))
                .isEqualTo(refused);
        assertThat(target.resolve("notes.txt")).hasContent("dear");
        assertThat(target.resolve("run.json")).hasContent("old");
        assertThat(entries()).containsExactly("run");
    }

    @Test
    void aDirectoryThatFillsWhileTheActionRunsIsNotReplaced() throws IOException {
        Path target = Files.createDirectory(directory.resolve("home"));
        Refusal.ofOutput(() -> AtomicOutput.directory(target, true, temporary -> {
            Files.writeString(target.resolve("letter.txt"), "dear");
        }));
        assertThat(target.resolve("letter.txt")).hasContent("dear");
        assertThat(entries()).containsExactly("home");
    }

    @Test
    void theCurrentDirectoryAndThoseAboveAreNeverReplaced() {
        Path current = Path.of("").toAbsolutePath();
        for (Path target : List.of(current, current.getParent())) {
            assertThat(Refusal.ofOutput(() -> AtomicOutput.checkDirectory(target, true, NAMES)))
                    .isEqualTo(target + ": is not replaced because it is or holds the current directory");
        }
    }

    @Test
    void linksInsideAReplacedDirectoryAreDeletedNotFollowed() throws IOException {
        Path precious = Files.createDirectory(directory.resolve("precious"));
        Files.writeString(precious.resolve("letter.txt"), "dear");
        Path target = directory.resolve("run");
        AtomicOutput.directory(target, false, temporary -> {
            run("old").write(temporary);
            Files.createSymbolicLink(temporary.resolve("link"), precious);
        });
        AtomicOutput.directory(target, true, temporary -> {
            run("new").write(temporary);
            Files.writeString(temporary.resolve("link"), "a file now");
        });
        assertThat(precious.resolve("letter.txt")).hasContent("dear");
        assertThat(target.resolve("link")).isRegularFile();
        assertThat(entries()).containsExactly("precious", "run");
    }

    @Test
    void manyWritersOfOneFileLeaveOneWholeFile() throws Exception {
        Path target = directory.resolve("x");
        ExecutorService executor = Executors.newFixedThreadPool(8);
        List<String> contents = IntStream.range(0, 64)
                .mapToObj(i -> ("" + i % 10).repeat(100_000))
                .toList();
        for (var result : executor.invokeAll(contents.stream()
                .map(content -> (java.util.concurrent.Callable<Boolean>) () -> {
                    AtomicOutput.file(target, text(content));
                    return true;
                })
                .toList())) {
            assertThat(result.get()).isTrue();
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(target)).isIn(contents);
        assertThat(entries()).containsExactly("x");
    }
}
