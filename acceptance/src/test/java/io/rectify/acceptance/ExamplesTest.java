package io.rectify.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import io.rectify.probe.Model;
import io.rectify.run.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every program of examples/ compiles and does what it says. */
class ExamplesTest {
    private static final int ROWS = 120;

    @TempDir
    Path folder;

    private Path features = Path.of("");
    private Path labels = Path.of("");

    /** Two classes that the first feature tells apart; every tenth label is wrong. */
    @BeforeEach
    void write() throws IOException {
        Random random = new Random(5);
        float[][] x = new float[ROWS][4];
        StringBuilder csv = new StringBuilder("label\n");
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < 4; j++) {
                x[i][j] = (float) random.nextGaussian();
            }
            boolean left = i % 2 == 0;
            x[i][0] += left ? 3 : -3;
            csv.append(left != (i % 10 == 3) ? "left\n" : "right\n");
        }
        features = folder.resolve("features.npy");
        labels = Files.writeString(folder.resolve("labels.csv"), csv);
        try (Matrix matrix = Matrix.of(x)) {
            Npy.writeMatrix(features, matrix);
        }
    }

    private Class<?> compiled(String name) throws Exception {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Project.root().resolve("examples/" + name + ".java").toString());
        assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader()).loadClass(name);
    }

    private String printed(String name, Object... args) throws Exception {
        Class<?> program = compiled(name);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            String[] words = List.of(args).stream().map(Object::toString).toArray(String[]::new);
            program.getMethod("main", String[].class).invoke(null, (Object) words);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aModelIsTrainedKeptAndServed() throws Exception {
        Path model = folder.resolve("model.safetensors");
        assertThat(printed("TrainAndPredict", features, labels, features, model))
                .containsPattern("row 0: .*left")
                .containsPattern("row 1: .*right");
        Method start = compiled("PredictionService").getDeclaredMethod("start", Model.class, int.class);
        start.setAccessible(true);
        HttpServer server = (HttpServer) start.invoke(null, ModelFile.read(model), 0);
        try {
            HttpResponse<String> right = ask(server, "-3,0,0,0");
            assertThat(right.statusCode()).isEqualTo(200);
            assertThat(right.body()).startsWith("right,");
            HttpResponse<String> wrong = ask(server, "1,2");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("4");
        } finally {
            server.stop(0);
        }
    }

    private static HttpResponse<String> ask(HttpServer server, String body) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/predict");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAuditPrintsWhatIsWrong() throws Exception {
        assertThat(printed("AuditCsv", features, labels)).contains("% of the labels", "  beside row ");
    }

    @Test
    void aRefinementOfOnesOwnTrains() throws Exception {
        assertThat(printed("CustomRefinement", features, labels))
                .contains("believe")
                .containsPattern("1[0-4] labels would be changed");
    }
}
