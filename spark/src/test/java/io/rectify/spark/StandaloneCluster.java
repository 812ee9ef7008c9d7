package io.rectify.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A standalone master and its workers, all processes of this machine made of Maven's jars. */
final class StandaloneCluster implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Path home;
    private final List<String> jvm;
    private final List<Process> started = new ArrayList<>();
    private final String master;

    /**
     * Starts the master; says that the test is skipped where none comes up.
     *
     * @param home an empty folder, for all that is written
     * @param jvm options of every process
     */
    StandaloneCluster(Path home, List<String> jvm) throws IOException, InterruptedException {
        assumeTrue(
                File.separatorChar == '/',
                "SKIPPED: Spark's standalone mode is not for this system, so no cluster was started");
        this.home = home;
        this.jvm = jvm;
        linkJars();
        int port = freePort();
        this.master = "spark://127.0.0.1:" + port;
        Process first = start(
                "master",
                "org.apache.spark.deploy.master.Master",
                List.of("--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0"),
                List.of("-Xmx600m"));
        boolean up = isUp(port, first);
        assumeTrue(up, () -> "SKIPPED: no standalone master came up: " + log("master"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        // JUnit warns of every link that it deletes.
        try (Stream<Path> links = Files.list(home.resolve("jars"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }

    /** A worker of one core, with a name for its log. */
    Process worker(String name, String memory) throws IOException {
        return start(
                name,
                "org.apache.spark.deploy.worker.Worker",
                List.of("--host", "127.0.0.1", "--cores", "1", "--memory", memory, "--webui-port", "0", master),
                List.of("-Xmx600m"));
    }

    /** A driver, whose standard output is to be read. */
    Process job(Class<?> main, String executorMemory, Map<String, String> settings, String... arguments)
            throws IOException {
        Map<String, String> common = Map.of(
                "spark.master",
                master,
                "spark.app.name",
                main.getSimpleName(),
                "spark.ui.enabled",
                "false",
                "spark.driver.host",
                "127.0.0.1",
                "spark.driver.bindAddress",
                "127.0.0.1",
                "spark.executor.memory",
                executorMemory,
                "spark.executor.extraClassPath",
                folders(),
                "spark.executor.extraJavaOptions",
                String.join(" ", jvm) + " -Dorg.bytedeco.javacpp.cachedir=" + home
                        + "/cache/{{APP_ID}}-{{EXECUTOR_ID}}");
        List<String> options = new ArrayList<>(List.of("-Xmx1g"));
        Stream.concat(common.entrySet().stream(), settings.entrySet().stream())
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .forEach(options::add);
        return start("job", main.getName(), List.of(arguments), options);
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

    private Process start(String name, String main, List<String> arguments, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(Arrays.asList(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
                .split(" ")));
        command.addAll(jvm);
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

    String log(String name) {
        try {
            return Files.readString(home.resolve(name + ".log"));
        } catch (IOException e) {
            return "it left no log";
        }
    }
}
