package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Python package in the jar, by PySpark of the version that this is built with, in a process of its own and over Spark Connect. */
class PySparkTest {
    private static final String PYTHON = System.getenv().getOrDefault("RECTIFY_PYSPARK", "python3");

    @ParameterizedTest
    @CsvSource({"classic, pyspark", "connect, 'pyspark, grpc, grpc_status, pandas, pyarrow'"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void theWrappersWork(String mode, String modules, @TempDir Path folder) throws Exception {
        String version = org.apache.spark.package$.MODULE$.SPARK_VERSION();
        assumeTrue(
                run(
                                folder,
                                List.of(
                                        PYTHON,
                                        "-W",
                                        "ignore",
                                        "-c",
                                        "import " + modules + "; assert pyspark.__version__ == '" + version + "'"))
                        == 0,
                () -> "SKIPPED: " + PYTHON + " cannot import " + modules + " of PySpark " + version
                        + " (RECTIFY_PYSPARK may name a Python that can)");
        List<String> jars = new ArrayList<>(List.of(jar(folder).toString()));
        Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(entry -> entry.matches(".*(rectify-core|javacpp|openblas)[^/]*" + "|.*/core/target/classes"))
                .forEach(jars::add);
        int status = run(
                folder,
                List.of(
                        PYTHON,
                        "-W",
                        "ignore",
                        "src/test/python/rectify_spark_test.py",
                        mode,
                        String.join(",", jars),
                        folder.toString()));
        assertThat(status).as(() -> log(folder)).isZero();
        assertThat(log(folder)).contains("rectify_spark works: " + mode);
    }

    private static int run(Path folder, List<String> command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().remove("SPARK_HOME");
        try {
            Process process = builder.start();
            try {
                return process.waitFor();
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return -1;
        }
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "it left no log";
        }
    }

    /** The module's jar, which is made only after its tests. */
    private static Path jar(Path folder) throws IOException {
        Path classes = Path.of("target/classes");
        Path jar = folder.resolve("rectify-spark.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
