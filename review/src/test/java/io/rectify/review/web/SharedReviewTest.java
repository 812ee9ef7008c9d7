package io.rectify.review.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rectify.review.ReviewSession;
import io.rectify.review.SmallAudit;
import io.rectify.run.AuditedRows;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedReviewTest {
    @TempDir
    Path folder;

    private Certificate certificate;
    private ReviewSession session;
    private ReviewServer server;

    @BeforeEach
    void start() throws IOException {
        Path audit = SmallAudit.write(folder.resolve("audit"));
        session = ReviewSession.open(
                AuditedRows.read(audit), audit.resolve(ReviewJournal.NAME), OptionalInt.of(30), 7, Clock.systemUTC());
        certificate = Certificate.forSession(List.of("localhost", "127.0.0.1"));
        server = ReviewServer.start(
                session,
                new ReviewServer.Options(
                        0,
                        "nobody",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Share(List.of("ann", "bob"), "localhost", certificate)),
                        false));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        session.close();
    }

    /** A browser that trusts this certificate alone, and checks that it is of this host. */
    private HttpClient browser() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("session", certificate.store().getCertificate("review"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    private String root() {
        return "https://localhost:" + server.port();
    }

    private static String get(HttpClient browser, String address) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }

    private static int post(HttpClient browser, String address, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return browser.send(
                        (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String decision(String event, String reviewer, int row) {
        return String.format(
                "{\"event\":\"%s\",\"reviewer\":\"%s\",\"queue\":\"suspicion\",\"row\":%d,\"version\":0,\"choice\":\"KEEP\",\"label\":\"\",\"millis\":5}",
                event, reviewer, row);
    }

    @Test
    void everyoneComesInByATokenOfHisOwnAndDecidesUnderHisName() throws Exception {
        assertThat(server.addresses())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(one -> one.startsWith(root() + "/?token="));
        HttpClient ann = browser();
        assertThat(get(ann, server.addresses().get(0))).contains("<title>Review");
        assertThat(get(ann, root() + "/api/v1/project"))
                .contains("\"reviewer\":\"ann\"")
                .contains("\"named\":true");
        HttpClient bob = browser();
        get(bob, server.addresses().get(1));
        HttpClient elsewhere = browser();
        get(elsewhere, server.addresses().get(1));
        assertThat(post(ann, root() + "/api/v1/decisions", decision("a", "ann", 0)))
                .isEqualTo(200);
        assertThat(post(ann, root() + "/api/v1/decisions", decision("b", "bob", 1)))
                .isEqualTo(403);
        assertThat(post(bob, root() + "/api/v1/undo", "{\"event\":\"c\",\"reviewer\":\"ann\"}"))
                .isEqualTo(403);
        assertThat(post(bob, root() + "/api/v1/decisions", decision("d", "bob", 5)))
                .isEqualTo(200);
        assertThat(post(elsewhere, root() + "/api/v1/undo", "{\"event\":\"e\",\"reviewer\":\"bob\"}"))
                .as("a token is good again while the server runs")
                .isEqualTo(200);
        assertThat(session.figures().kept()).isEqualTo(1);
    }

    @Test
    void nobodyElseComesIn() throws Exception {
        HttpClient stranger = browser();
        assertThat(get(stranger, root() + "/")).contains("\"status\":403");
        assertThat(get(stranger, root() + "/?token=" + "0".repeat(64))).contains("\"status\":403");
        HttpClient ann = browser();
        get(ann, server.addresses().get(0));
        assertThat(post(
                        ann,
                        root() + "/api/v1/decisions",
                        decision("a", "ann", 0),
                        "Origin",
                        "http://localhost:" + server.port()))
                .as("another origin: not encrypted")
                .isEqualTo(403);
        assertThat(get(ann, root().replace("localhost", "127.0.0.1") + "/")).contains("\"status\":403");
        try (Socket plain = new Socket("127.0.0.1", server.port());
                OutputStream out = plain.getOutputStream()) {
            out.write(("GET / HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .as("nothing is said in the clear")
                    .doesNotContain("<html");
        }
        Gate gate = new Gate(Optional.of(new Share(List.of("ann"), "Labels.example", certificate)));
        assertThat(gate.isOwn("labels.example:8443", 8443)).isTrue();
        assertThat(gate.isOwn("evil.example:8443", 8443)).isFalse();
        assertThat(gate.isOwn("labels.example:1", 8443)).isFalse();
    }

    @Test
    void theCertificateIsOfItsHostsAndPrintsTrue() throws GeneralSecurityException {
        X509Certificate shown = (X509Certificate) certificate.store().getCertificate("review");
        assertThat(shown.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1");
        assertThat(certificate.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(certificate.toString()).doesNotContain(certificate.password());
    }

    @Test
    void whatIsNoKeyStoreIsToldSo() throws IOException, GeneralSecurityException {
        Path file = folder.resolve("key.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            certificate.store().store(out, "right".toCharArray());
        }
        assertThatThrownBy(() -> Certificate.read(file, "wrong"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key.p12 has another password");
        Path text = Files.writeString(folder.resolve("text.p12"), "no key store");
        assertThatThrownBy(() -> Certificate.read(text, "any"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text.p12 is no key store");
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        Path none = folder.resolve("empty.p12");
        try (OutputStream out = Files.newOutputStream(none)) {
            empty.store(out, "right".toCharArray());
        }
        assertThatThrownBy(() -> Certificate.read(none, "right")).hasMessageContaining("has no private key");
        for (List<String> names : List.of(List.<String>of(), List.of("ann", "ann"), List.of(" "))) {
            assertThatThrownBy(() -> new Share(names, "localhost", certificate))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Share(List.of("ann"), "a b", certificate)).hasMessageContaining("--host must be");
    }
}
