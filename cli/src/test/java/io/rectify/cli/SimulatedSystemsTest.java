package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.rectify.embed.Pictures;
import io.rectify.formats.AtomicOutput;
import io.rectify.formats.HiddenName;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of paths of systems that the tests do not run on: separators, drives, letters of either case. Not their locks or what is open. */
class SimulatedSystemsTest {
    private static final Map<String, Configuration> SYSTEMS = Map.of(
            "windows",
            Configuration.windows().toBuilder()
                    .setRoots("C:\\", "D:\\")
                    .setWorkingDirectory("C:\\work")
                    .build(),
            "macos",
            Configuration.osX(),
            "linux",
            Configuration.unix());

    /** C:\work\a to C:\work\photos\cat\1.jpg is ../photos/cat/1.jpg; from C: to D: there is no way, so the path stays whole. */
    @Test
    void waysHaveSlashesAndStopAtADrive() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(SYSTEMS.get("windows"))) {
            Path folder = windows.getPath("C:\\work\\a");
            assertThat(SlashPath.from(folder, windows.getPath("C:\\work\\photos\\cat\\1.jpg")))
                    .isEqualTo("../photos/cat/1.jpg");
            assertThat(SlashPath.from(folder, windows.getPath("D:\\photos\\1.jpg")))
                    .isEqualTo("D:/photos/1.jpg");
        }
        assertThat(SlashPath.from(Path.of("/work/a"), Path.of("/work/b\\c.jpg")))
                .isEqualTo("../b\\c.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows", "macos", "linux"})
    void classesOfPicturesAreTheirFolders(String system) throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(SYSTEMS.get(system))) {
            Path photos = files.getPath("photos");
            for (String folder : List.of("cat", "dog")) {
                Files.createDirectories(photos.resolve(folder).resolve("old"));
                Files.createFile(photos.resolve(folder).resolve("1.JPG"));
                Files.createFile(photos.resolve(folder).resolve("old").resolve("2.png"));
            }
            Pictures pictures = Pictures.below(photos);
            assertThat(pictures.names()).containsExactly("cat/1.JPG", "cat/old/2.png", "dog/1.JPG", "dog/old/2.png");
            assertThat(pictures.classes()).containsExactly("cat", "cat", "dog", "dog");
            assertThat(pictures.files()).allMatch(Files::isRegularFile);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows", "macos", "linux"})
    void outputsAppearWholeAndNothingHiddenStays(String system) throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(SYSTEMS.get(system))) {
            Path folder = Files.createDirectories(files.getPath("out put"));
            Path file = folder.resolve("labels.csv");
            for (String text : List.of("first", "second")) {
                AtomicOutput.file(file, place -> Files.writeString(place, text));
                assertThat(file).hasContent(text);
            }
            assertThatThrownBy(() -> AtomicOutput.file(file, place -> {
                        Files.writeString(place, "half");
                        throw new IOException("full");
                    }))
                    .hasMessageContaining("full");
            assertThat(file).hasContent("second");

            Path run = folder.resolve("run");
            for (boolean replace : new boolean[] {false, true}) {
                AtomicOutput.directory(run, replace, Set.of(), place -> {
                    Files.writeString(place.resolve(AtomicOutput.RUN_FILE), "{}");
                    Files.writeString(place.resolve("labels.csv"), String.valueOf(replace));
                });
                assertThat(run.resolve("labels.csv")).hasContent(String.valueOf(replace));
            }
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder("labels.csv", "run");
            }
        }
    }

    /** Where letters of either case are one name, the same output has the same hidden folder, or a lock would hold one of them only. */
    @ParameterizedTest
    @ValueSource(strings = {"windows", "macos"})
    void hiddenNamesFollowTheCaseOfTheSystem(String system) throws IOException {
        try (FileSystem files = Jimfs.newFileSystem(SYSTEMS.get(system))) {
            Path small = files.getPath("run").toAbsolutePath();
            Path hidden = Files.createDirectories(HiddenName.of(small, "parts"));
            Path other = HiddenName.of(files.getPath("RUN").toAbsolutePath(), "parts");
            assertThat(Files.isSameFile(hidden, other)).isTrue();
        }
    }
}
