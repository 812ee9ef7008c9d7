package io.rectify.review.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HTTP by hand: every byte of a request is the test's. */
final class Wire {
    private final int port;
    private String cookie = "";

    Wire(int port) {
        this.port = port;
    }

    /** An answer; header names are in lower case. */
    record Answer(int status, List<String> headers, String body) {
        String header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** Keeps the cookie of an answer for all requests to come. */
    void keepCookie(Answer answer) {
        cookie = answer.header("set-cookie").split(";", 2)[0];
    }

    Answer get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String json) throws IOException {
        return send("POST", path, json, "Content-Type: application/json");
    }

    Answer send(String method, String path, String body, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Connection: close"));
        lines.addAll(List.of(headers));
        if (List.of(headers).stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: 127.0.0.1:" + port);
        }
        if (!cookie.isEmpty()) {
            lines.add("Cookie: " + cookie);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            lines.add("Content-Length: " + bytes.length);
        }
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException refused) {
                // The answer may come before the body has been sent.
            }
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int end = all.indexOf("\r\n\r\n");
            List<String> head = List.of(all.substring(0, end).split("\r\n"));
            return new Answer(
                    Integer.parseInt(head.get(0).split(" ")[1]),
                    head.subList(1, head.size()),
                    new String(all.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
    }
}
