package io.rectify.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standalone master and two workers, all processes of this machine made of Maven's jars, one of which is killed in mid-fit. */
class LostWorkerTest {
    private static final long PATIENCE_SECONDS = 60;

    /** Processes of some seconds, most of which would go to compilation. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    @TempDir
    private Path home;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWorkerThatIsKilledChangesNoBit() throws Exception {
        assumeTrue(
                File.separatorChar == '/',
                "SKIPPED: Spark's standalone mode is not for this system, so no worker was killed");
        linkJars();
        int port = freePort();
        String master = "spark://127.0.0.1:" + port;
        Process first = start(
                "master",
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"));
        boolean up = isUp(port, first);
        assumeTrue(up, () -> "SKIPPED: no standalone master came up, so no worker was killed: " + log("master"));
        Process lost = worker("worker-1", master);
        worker("worker-2", master);

        Process job = start("job", ClusterJob.class.getName(), List.of(), driver(master));
        List<String> results = new ArrayList<>();
        int passes = 0;
        try (BufferedReader lines = job.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ClusterJob.PASS) && !results.isEmpty() && ++passes == 6) {
                    lost.descendants().forEach(ProcessHandle::destroyForcibly);
                    lost.destroyForcibly();
                }
                if (line.startsWith(ClusterJob.RESULT)) {
                    results.add(line.substring(ClusterJob.RESULT.length()));
                }
            }
        }
        assertThat(passes).as(log("job")).isGreaterThan(12);
        assertThat(lost.isAlive()).isFalse();
        assertThat(results).hasSize(2);
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(log("job")).contains("Lost executor");
    }

    private Process worker(String name, String master) throws IOException {
        return start(
                name,
                "org.apache.spark.deploy.worker.Worker",
                List.of("--host", "127.0.0.1", "--cores", "1", "--memory", "700m", "--webui-port", "0", master));
    }

    private static List<String> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(path.split(File.pathSeparator));
    }

    /** Spark looks for its jars in a folder. */
    private void linkJars() throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : classPath()) {
            Path file = Path.of(entry);
            if (Files.isRegularFile(file)) {
                Files.createSymbolicLink(jars.resolve(file.getFileName()), file.toAbsolutePath());
            }
        }
    }

    private static String folders() {
        return String.join(
                File.pathSeparator,
                classPath().stream()
                        .filter(entry -> new File(entry).isDirectory())
                        .toList());
    }

    private List<String> driver(String master) {
        Map<String, String> settings = Map.of(
                "spark.master", master,
                "spark.app.name", "lost worker",
                "spark.ui.enabled", "false",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.executor.memory", "600m",
                "spark.executor.extraClassPath", folders(),
                // The lost executor is asked for its blocks once more, and not three times with 5 s in between.
                "spark.shuffle.io.maxRetries", "1",
                "spark.shuffle.io.retryWait", "1s",
                "spark.executor.extraJavaOptions",
                        SHORT_LIVED + " -Dorg.bytedeco.javacpp.cachedir=" + home + "/cache/{{APP_ID}}-{{EXECUTOR_ID}}");
        return settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    private Process start(String name, String main, List<String> arguments) throws IOException {
        return start(name, main, arguments, List.of());
    }

    private Process start(String name, String main, List<String> arguments, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx600m"));
        command.addAll(Arrays.asList(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
                .split(" ")));
        command.addAll(List.of(SHORT_LIVED.split(" ")));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                folders() + File.pathSeparator + home + "/jars/*",
                "-Dlog4j2.configurationFile=" + logging(),
                main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(home.resolve(name + ".log").toFile());
        if (!name.equals("job")) {
            builder.redirectOutput(home.resolve(name + ".out").toFile());
        }
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "SPARK_LOCAL_DIRS",
                        home + "/local",
                        "SPARK_WORKER_DIR",
                        home + "/work"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Errors, of which a lost executor is one. */
    private Path logging() throws IOException {
        Path file = home.resolve("logging.properties");
        if (!Files.exists(file)) {
            Files.writeString(file, """
                    rootLogger.level = error
                    rootLogger.appenderRef.stderr.ref = console
                    appender.console.type = Console
                    appender.console.name = console
                    appender.console.target = SYSTEM_ERR
                    appender.console.layout.type = PatternLayout
                    appender.console.layout.pattern = %p %c{1}: %m%n
                    """);
        }
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isUp(int port, Process process) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                Thread.sleep(200);
            }
        }
        return false;
    }

    private String log(String name) {
        try {
            return Files.readString(home.resolve(name + ".log"));
        } catch (IOException e) {
            return "it left no log";
        }
    }
}
