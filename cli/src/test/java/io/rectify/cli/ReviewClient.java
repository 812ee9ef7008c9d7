package io.rectify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code rectify review} in a process of its own, and a browser's part of the talk with it. */
final class ReviewClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient http;
    private final String api;
    private int events;

    private ReviewClient(Process process, HttpClient http, String api) {
        this.process = process;
        this.http = http;
        this.api = api;
    }

    static ReviewClient of(Path audit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.rectify.cli.RectifyCommand",
                        "review",
                        audit.toString(),
                        "--no-open"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String address = process.inputReader().readLine();
        assertThat(address).matches("http://127\\.0\\.0\\.1:[0-9]+/\\?token=[0-9a-f]{64}");
        HttpClient http = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<String> page =
                http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        return new ReviewClient(process, http, address.substring(0, address.indexOf("/?")) + "/api/v1/");
    }

    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(api + path)).build());
    }

    byte[] bytes(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(api + path)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path));
    }

    /** Decides about an item as it was shown. */
    void decide(String queue, JsonNode item, String choice, String label) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of(
                "event",
                "event" + events++,
                "reviewer",
                "ann",
                "queue",
                queue,
                "row",
                item.path("row"),
                "version",
                item.path("state").path("version"),
                "choice",
                choice,
                "label",
                label,
                "millis",
                50));
        send(HttpRequest.newBuilder(URI.create(api + "decisions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor()).isNotEqualTo(0);
    }
}
