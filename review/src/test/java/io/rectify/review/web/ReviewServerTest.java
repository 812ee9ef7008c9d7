package io.rectify.review.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rectify.review.ReviewSession;
import io.rectify.review.SmallAudit;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewServerTest {
    private static final String API = "/api/v1/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private ReviewSession session;
    private ReviewServer server;
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        Path audit = SmallAudit.write(folder.resolve("audit"));
        session = ReviewSession.open(
                AuditedRows.read(audit), audit.resolve(ReviewJournal.NAME), OptionalInt.of(30), 7, Clock.systemUTC());
        server = ReviewServer.start(
                session,
                new ReviewServer.Options(
                        0,
                        "ann",
                        Optional.empty(),
                        Optional.of(new Exporter() {
                            @Override
                            public String fileName() {
                                return "fixed \"x\".csv";
                            }

                            @Override
                            public void write(Path decisions, Path target) throws IOException {
                                Files.copy(decisions, target);
                            }
                        }),
                        Optional.empty(),
                        false));
        wire = new Wire(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        session.close();
    }

    private void enter() throws IOException {
        wire.keepCookie(wire.get(
                server.addresses().get(0).substring(server.addresses().get(0).indexOf("/?"))));
    }

    private static String decision(String event, int row, long version, String choice, String label) {
        return String.format(
                "{\"event\":\"%s\",\"reviewer\":\"ann\",\"queue\":\"suspicion\",\"row\":%d,\"version\":%d,\"choice\":\"%s\",\"label\":\"%s\",\"millis\":5}",
                event, row, version, choice, label);
    }

    private static void checkProblem(Wire.Answer answer, int status) throws IOException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("at io.");
    }

    @Test
    void listensOnThisMachineAlone() throws IOException {
        assertThat(server.addresses().get(0)).startsWith("http://127.0.0.1:" + server.port() + "/?token=");
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (var address : Collections.list(network.getInetAddresses())) {
                if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> {
                                try (Socket socket = new Socket()) {
                                    socket.connect(new InetSocketAddress(address, server.port()), 2000);
                                }
                            })
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void whatNeedsFeaturesOrDecisionsSaysSo() throws IOException {
        enter();
        Wire.Answer map = wire.get(API + "map");
        checkProblem(map, 400);
        assertThat(map.body()).contains("the features of the audit are not where they were");
        checkProblem(wire.get(API + "items?queue=area:1,1;2,2;3,1"), 400);
        checkProblem(wire.get(API + "items?queue=area:1,1;2,2"), 404);
        checkProblem(wire.get(API + "items?queue=retrained:1"), 404);
        assertThat(JSON.readTree(wire.get(API + "retraining").body())
                        .path("state")
                        .asText())
                .isEqualTo("IDLE");
        checkProblem(wire.post(API + "retraining", "{}"), 400);
        Wire.Answer nothing = wire.post(API + "retraining", "{\"reviewer\":\"ann\"}");
        checkProblem(nothing, 400);
        assertThat(nothing.body()).contains("no label was decided yet");
    }

    /** Every path of it answers, and what the page asks for is among them. */
    @Test
    void theOpenApiFileNamesTheRoutes() throws IOException {
        enter();
        JsonNode paths = JSON.readTree(wire.get(API + "openapi.json").body()).path("paths");
        for (var path : paths.properties()) {
            if (path.getValue().has("get") && !path.getKey().equals(API + "exports/labels")) {
                String query =
                        path.getKey().endsWith("items") || path.getKey().endsWith("{row}") ? "?queue=suspicion" : "";
                Wire.Answer answer = wire.get(path.getKey().replace("{row}", "0") + query);
                boolean needsMore =
                        path.getKey().endsWith("/map") || path.getKey().endsWith("/image");
                assertThat(answer.status()).as(path.getKey()).isIn(needsMore ? List.of(200, 400, 404) : List.of(200));
            }
        }
        String script = wire.get("/review.js").body() + wire.get("/map.js").body();
        for (String route :
                List.of("map", "retraining", "stats", "queues", "items", "decisions", "undo", "redo", "batches")) {
            assertThat(script).contains(route);
            assertThat(paths.has(API + route)).as(route).isTrue();
        }
    }

    @Test
    void aTokenIsGoodOnce() throws IOException {
        String path =
                server.addresses().get(0).substring(server.addresses().get(0).indexOf("/?"));
        Wire.Answer first = wire.get(path);
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("location")).doesNotContain("token").endsWith("/");
        assertThat(first.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(first.header("set-cookie"))
                .startsWith("rectify-review-" + server.port() + "=")
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/")
                .doesNotContain(path.substring(path.indexOf('=') + 1));
        checkProblem(wire.get(path), 403);
        checkProblem(wire.get("/?token=" + "0".repeat(64)), 403);
        wire.keepCookie(first);
        assertThat(wire.get("/").status()).isEqualTo(200);
        assertThat(wire.get(path).status()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/review.js",
                "/review.css",
                "/api/v1/project",
                "/api/v1/items?queue=suspicion",
                "/api/v1/rows/5/image",
                "/api/v1/exports/labels",
                "/nothing"
            })
    void nothingWithoutTheCookie(String path) throws IOException {
        checkProblem(wire.get(path), 403);
        checkProblem(wire.get(path, "Cookie: rectify-review-" + server.port() + "=" + "0".repeat(64)), 403);
    }

    @Test
    void noFileHasTheToken() throws IOException {
        String token =
                server.addresses().get(0).substring(server.addresses().get(0).indexOf('=') + 1);
        enter();
        for (String path :
                List.of("/", "/review.js", "/map.js", "/review.css", API + "project", API + "openapi.json")) {
            Wire.Answer answer = wire.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(token);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:PORT, 200",
        "127.0.0.1, 200",
        "localhost:PORT, 200",
        "LOCALHOST, 200",
        "[::1]:PORT, 200",
        "[::1], 200",
        "127.0.0.1:1, 421",
        "[::1]:1, 421",
        "evil.example, 421",
        "evil.example:PORT, 421",
        "127.0.0.1.evil.example:PORT, 421",
        "localhost.evil.example, 421",
        "[::2]:PORT, 421",
        "0.0.0.0:PORT, 421"
    })
    void hostHasToBeThisMachine(String host, int status) throws IOException {
        enter();
        assertThat(wire.get(API + "project", "Host: " + host.replace("PORT", "" + server.port()))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void otherPagesMayNotAsk() throws IOException {
        enter();
        String own = "http://127.0.0.1:" + server.port();
        assertThat(wire.get(API + "project", "Origin: " + own).status()).isEqualTo(200);
        for (String origin :
                List.of("http://evil.example", "null", "https://127.0.0.1:" + server.port(), "http://127.0.0.1:1")) {
            checkProblem(wire.get(API + "project", "Origin: " + origin), 403);
            checkProblem(
                    wire.send(
                            "POST",
                            API + "undo",
                            "{\"event\":\"a\",\"reviewer\":\"ann\"}",
                            "Content-Type: application/json",
                            "Origin: " + origin),
                    403);
        }
        for (String site : List.of("cross-site", "same-site")) {
            checkProblem(wire.get("/review.js", "Sec-Fetch-Site: " + site), 403);
        }
        assertThat(wire.get("/review.js", "Sec-Fetch-Site: same-origin").status())
                .isEqualTo(200);
        assertThat(wire.get("/", "Sec-Fetch-Site: none").status()).isEqualTo(200);
        assertThat(wire.get("/").header("access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/review.js", "/api/v1/project", "/api/v1/items?queue=none", "/nothing"})
    void everyAnswerClosesWhatIsOpenByDefault(String path) throws IOException {
        enter();
        Wire.Answer answer = wire.get(path);
        assertThat(answer.header("content-security-policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("server")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "text/plain|415",
                "application/x-www-form-urlencoded|415",
                "multipart/form-data; boundary=x|415",
                "application/json, text/plain|415",
                "application/jsonx|415",
                "application/json; charset=utf-8|404",
                "APPLICATION/JSON|404"
            },
            delimiter = '|')
    void onlyJsonBodiesAreRead(String type, int status) throws IOException {
        enter();
        checkProblem(
                wire.send("POST", API + "undo", "{\"event\":\"a\",\"reviewer\":\"ann\"}", "Content-Type: " + type),
                status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nothing",
                "[]",
                "{}",
                "{\"event\":\"a\"}",
                "{\"event\":\"a\",\"reviewer\":null}",
                "{\"event\":1,\"reviewer\":\"ann\"}",
                "{\"event\":\"a\",\"event\":\"b\",\"reviewer\":\"ann\"}",
                "{\"event\":\"a\",\"reviewer\":\"ann\",\"more\":1}",
                "{\"event\":\"a\",\"reviewer\":\"ann\"} {}",
                "{\"event\":\"\",\"reviewer\":\"ann\"}"
            })
    void malformedBodiesAreBadRequests(String body) throws IOException {
        enter();
        checkProblem(wire.post(API + "undo", body), 400);
    }

    @Test
    void nestedAndLargeBodiesAreRefused() throws IOException {
        enter();
        checkProblem(wire.post(API + "undo", "[".repeat(100_000)), 400);
        Wire.Answer large = wire.post(API + "undo", "{\"event\":\"" + "x".repeat(2 << 20) + "\"}");
        assertThat(large.status()).isEqualTo(413);
    }

    @Test
    void whatIsNotThereIsAProblem() throws IOException {
        enter();
        checkProblem(wire.get("/nothing"), 404);
        assertThat(wire.get("/../review.js").status()).isEqualTo(400);
        checkProblem(wire.get(API + "items"), 400);
        checkProblem(wire.get(API + "items?queue=none"), 404);
        checkProblem(wire.get(API + "items?queue=suspicion&from=-1"), 400);
        checkProblem(wire.get(API + "items?queue=suspicion&limit=1000"), 400);
        checkProblem(wire.get(API + "rows/50/neighbours"), 404);
        checkProblem(wire.get(API + "rows/x/neighbours"), 400);
        checkProblem(wire.get(API + "rows/5/image"), 404);
        checkProblem(wire.post(API + "undo", "{\"event\":\"a\",\"reviewer\":\"ann\"}"), 404);
        assertThat(wire.send("DELETE", API + "items", "").status()).isIn(404, 405);
    }

    @Test
    void decisionsByHand() throws IOException {
        enter();
        JsonNode page =
                JSON.readTree(wire.get(API + "items?queue=suspicion&limit=2").body());
        assertThat(page.path("items").get(1).path("suggested").asText()).isEqualTo("owl");
        Wire.Answer saved = wire.post(API + "decisions", decision("e1", 5, 0, "LABEL", "owl"));
        assertThat(saved.status()).as(saved.body()).isEqualTo(200);
        assertThat(JSON.readTree(saved.body()).path("sequence").asInt()).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("audit/review.jsonl"))).hasSize(2);
        assertThat(wire.post(API + "decisions", decision("e1", 5, 0, "LABEL", "owl"))
                        .body())
                .isEqualTo(saved.body());
        Wire.Answer stale = wire.post(API + "decisions", decision("e2", 5, 0, "KEEP", ""));
        checkProblem(stale, 409);
        assertThat(JSON.readTree(stale.body()).path("current").path("label").asText())
                .isEqualTo("owl");
        checkProblem(wire.post(API + "decisions", decision("e3", 0, 0, "LABEL", "mouse")), 400);
        checkProblem(wire.post(API + "decisions", decision("e3", 0, 0, "SHOUT", "")), 400);
        assertThat(wire.post(API + "undo", "{\"event\":\"u\",\"reviewer\":\"ann\"}")
                        .status())
                .isEqualTo(200);
        assertThat(wire.post(API + "redo", "{\"event\":\"r\",\"reviewer\":\"ann\"}")
                        .status())
                .isEqualTo(200);
        assertThat(JSON.readTree(wire.get(API + "stats").body()).path("changed").asInt())
                .isEqualTo(1);
    }

    @Test
    void batchesByHand() throws IOException {
        enter();
        String preview = wire.post(API + "batches/preview", "{\"queue\":\"pair:0:1\",\"exceptions\":[10]}")
                .body();
        assertThat(JSON.readTree(preview).path("count").asInt()).isEqualTo(9);
        String commit = String.format(
                "{\"event\":\"b\",\"reviewer\":\"ann\",\"queue\":\"pair:0:1\",\"exceptions\":[10],\"hash\":%s}",
                JSON.readTree(preview).path("hash"));
        assertThat(wire.post(API + "batches", commit.replace("[10]", "[]")).status())
                .isEqualTo(409);
        assertThat(wire.post(API + "batches", commit).status()).isEqualTo(200);
        assertThat(session.figures().changed()).isEqualTo(9);
    }

    /** Texts go out as JSON alone, which no browser renders. */
    @Test
    void textsAreInert() throws IOException {
        enter();
        Wire.Answer items = wire.get(API + "items?queue=suspicion&limit=1");
        assertThat(items.header("content-type")).isEqualTo("application/json");
        assertThat(JSON.readTree(items.body()).path("items").get(0).path("text").asText())
                .isEqualTo("<b>text</b> 0, with \"quotes\"");
        assertThat(wire.get("/").body())
                .doesNotContain("<b>text")
                .doesNotContain("onclick")
                .doesNotContain("style=");
    }

    /** Row 5 is a picture, row 6 one with script in it, row 7 lies elsewhere. */
    @Test
    void picturesComeByRow() throws IOException {
        stop();
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.writeString(photos.resolve("5.png"), "picture");
        Files.writeString(photos.resolve("6.svg"), "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>");
        Files.writeString(folder.resolve("secret.png"), "secret");
        Path audit = SmallAudit.write(
                folder.resolve("audit2"),
                row -> row == 5 ? "../photos/5.png" : row == 6 ? "../photos/6.svg" : "../secret.png");
        session = ReviewSession.open(
                AuditedRows.read(audit), audit.resolve(ReviewJournal.NAME), OptionalInt.empty(), 7, Clock.systemUTC());
        server = ReviewServer.start(
                session,
                new ReviewServer.Options(
                        0,
                        "ann",
                        Optional.of(new PictureFiles(audit, photos)),
                        Optional.empty(),
                        Optional.empty(),
                        false));
        wire = new Wire(server.port());
        enter();
        Wire.Answer picture = wire.get(API + "rows/5/image");
        assertThat(picture.body()).isEqualTo("picture");
        assertThat(picture.header("content-type")).isEqualTo("image/png");
        assertThat(picture.header("x-content-type-options")).isEqualTo("nosniff");
        Wire.Answer drawing = wire.get(API + "rows/6/image");
        assertThat(drawing.header("content-type")).isEqualTo("image/svg+xml");
        assertThat(drawing.header("content-security-policy"))
                .contains("sandbox")
                .doesNotContain("script-src");
        checkProblem(wire.get(API + "rows/7/image"), 404);
        checkProblem(wire.get(API + "exports/labels"), 404);
    }

    @Test
    void exportsAreFilesToKeep() throws IOException {
        enter();
        wire.post(API + "decisions", decision("e1", 5, 0, "LABEL", "owl"));
        Wire.Answer labels = wire.get(API + "exports/labels");
        assertThat(labels.body()).isEqualTo("row,id,given,suggested,decision\n5,id5,dog,owl,take\n");
        assertThat(labels.header("content-disposition")).isEqualTo("attachment; filename=\"fixed__x_.csv\"");
        assertThat(wire.get(API + "exports/decisions").body()).isEqualTo(labels.body());
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        assertThatThrownBy(() -> ReviewServer.start(
                        session,
                        new ReviewServer.Options(
                                server.port(), "ann", Optional.empty(), Optional.empty(), Optional.empty(), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--port " + server.port() + " is taken");
        assertThatThrownBy(() -> new ReviewServer.Options(
                        65536, "ann", Optional.empty(), Optional.empty(), Optional.empty(), false))
                .hasMessageContaining("--port must be");
    }

    @Test
    void itsThreadsEndWithTheProgram() {
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread ->
                                !thread.isDaemon() && thread.getName().matches("(?i).*(jetty|javalin|qtp).*")))
                .isEmpty();
    }
}
