package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
    public static void main(String[] args) {
        System.out.println(Arithmetic.fingerprint());
    }

    private static String under(String core) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ArithmeticTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OPENBLAS_CORETYPE", core);
        Process process = builder.start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(process.waitFor()).isZero();
        return line.substring(0, line.indexOf(' '));
    }

    @Test
    void isTheSameEachTime() {
        assertThat(Arithmetic.fingerprint()).isEqualTo(Arithmetic.fingerprint()).hasSizeGreaterThanOrEqualTo(65);
    }

    @Test
    void tellsKernelsApart() throws Exception {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        assertThat(under("Haswell")).isEqualTo(under("Haswell")).isNotEqualTo(under("Nehalem"));
    }
}
