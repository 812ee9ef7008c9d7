package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchTest {
    @TempDir
    Path folder;

    @Test
    void nothingIsDownloadedOrReported() {
        assertThat(Torch.version()).startsWith("PyTorch 2.");
        assertThat(NetworkTrainer.device()).matches("cpu\\(\\)|gpu\\(\\d+\\)");
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    }

    @Test
    void withoutALibraryOneLineSaysSo() throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("pytorch-native"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        Without.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("DJL_CACHE_DIR", folder.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said.strip())
                .startsWith("PyTorch cannot be loaded on " + System.getProperty("os.name"))
                .doesNotContain("\n");
    }

    /** Says what it is told, twice. */
    static final class Without {
        private Without() {}

        public static void main(String[] args) {
            String first = said();
            System.out.println(first.equals(said()) ? first : "differs");
        }

        private static String said() {
            try {
                return Torch.version();
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }
    }
}
