package io.rectify.review.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFilesTest {
    @TempDir
    Path folder;

    private PictureFiles pictures;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("photos/cat"));
        Files.createDirectories(folder.resolve("audit"));
        Files.writeString(folder.resolve("photos/cat/1.jpg"), "picture");
        Files.writeString(folder.resolve("photos/cat/notes.txt"), "text");
        Files.writeString(folder.resolve("secret.png"), "secret");
        Files.createSymbolicLink(folder.resolve("photos/cat/link.png"), folder.resolve("secret.png"));
        pictures = new PictureFiles(folder.resolve("audit"), folder.resolve("photos"));
    }

    @Test
    void aPictureOfTheData() {
        assertThat(pictures.find("../photos/cat/1.jpg").type()).isEqualTo("image/jpeg");
    }

    /** The table lies in another folder; what links lead to outside of it is not shown. */
    @Test
    void picturesThatATableNames() throws IOException {
        Files.createDirectories(folder.resolve("photos/dog"));
        Files.writeString(folder.resolve("photos/dog/2.png"), "picture");
        PictureFiles named = PictureFiles.named(
                folder.resolve("audit"),
                List.of("../photos/cat/1.jpg", "../photos/dog/2.png", "../photos/cat/link.png"));
        assertThat(named.root()).isEqualTo(folder.resolve("photos").toAbsolutePath());
        assertThat(named.find("../photos/dog/2.png").type()).isEqualTo("image/png");
        assertThatThrownBy(() -> named.find("../photos/cat/link.png")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> named.find("../secret.png")).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../photos/cat/link.png",
                "../secret.png",
                "../photos/../secret.png",
                "../photos/cat/notes.txt",
                "../photos/cat",
                "../photos/cat/2.jpg",
                "/etc/passwd",
                "",
                "a\u0000b.png"
            })
    void nothingElse(String path) {
        assertThatThrownBy(() -> pictures.find(path))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(HttpStatus.NOT_FOUND));
    }
}
