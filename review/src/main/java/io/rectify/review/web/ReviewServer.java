package io.rectify.review.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.OutputException;
import io.rectify.review.ConflictException;
import io.rectify.review.ReviewSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A page on a {@link ReviewSession}, for browsers of this machine alone unless it is shared. */
public final class ReviewServer implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";
    private static final int THREADS = 16;

    /** The page, by path. */
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/review.js", "review.js",
            "/map.js", "map.js",
            "/review.css", "review.css",
            "/icon.svg", "icon.svg",
            "/api/v1/openapi.json", "openapi.json");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json");

    private final Optional<Share> share;
    private final Gate gate;
    private final Javalin server;

    /**
     * How a session is shown.
     *
     * @param port to listen at; 0 for any that is free
     * @param reviewer name of whoever does not give another
     * @param pictures where pictures are, if texts of the rows are their paths
     * @param exporter writes mended labels, if their file is there
     * @param share with whom, if with others
     * @param escaped whether cells of tables for reading that a spreadsheet would run are made text
     */
    public record Options(
            int port,
            String reviewer,
            Optional<PictureFiles> pictures,
            Optional<Exporter> exporter,
            Optional<Share> share,
            boolean escaped) {
        /** @throws IllegalArgumentException if there is no such port */
        public Options {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("--port must be 0 to 65535 but is " + port);
            }
        }
    }

    private ReviewServer(ReviewSession session, Options options) {
        this.share = options.share();
        this.gate = new Gate(share);
        this.server = Javalin.create(config -> configure(config, new Api(session, options), options.port()));
    }

    /**
     * Listens at a port of 127.0.0.1, or if it is shared of all addresses, by TLS. Its threads do not keep the program running.
     *
     * @throws IllegalArgumentException if the port is taken
     */
    public static ReviewServer start(ReviewSession session, Options options) {
        ReviewServer started = new ReviewServer(session, options);
        try {
            if (options.share().isPresent()) {
                started.server.start();
            } else {
                started.server.start(ADDRESS, options.port());
            }
        } catch (JavalinBindException e) {
            throw new IllegalArgumentException(
                    "--port " + options.port() + " is taken or not allowed; 0 takes any that is free", e);
        }
        return started;
    }

    public int port() {
        return server.port();
    }

    /** Where to go: one address, good for one browser, once; or if it is shared one for each reviewer, in their order. */
    public List<String> addresses() {
        String root = share.map(with -> "https://" + with.host()).orElse("http://" + ADDRESS) + ":" + port();
        return gate.tokens().stream().map(token -> root + "/?token=" + token).toList();
    }

    private void configure(JavalinConfig config, Api api, int port) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        share.ifPresent(with -> config.jetty.addConnector((jetty, http) -> encrypted(jetty, http, with, port)));
        config.routes.before(gate::check);
        FILES.forEach((path, name) -> config.routes.get(path, context -> serve(context, name)));
        api.addTo(config.routes);
        addProblems(config.routes);
    }

    private static ServerConnector encrypted(Server jetty, HttpConfiguration http, Share share, int port) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(share.certificate().store());
        tls.setKeyStorePassword(share.certificate().password());
        tls.setSniRequired(false);
        HttpConfiguration secure = new HttpConfiguration(http);
        secure.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(jetty, tls, new HttpConnectionFactory(secure));
        connector.setPort(port);
        return connector;
    }

    private static void serve(Context context, String name) throws IOException {
        try (InputStream in = ReviewServer.class.getResourceAsStream(name)) {
            context.contentType(Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1))))
                    .result(Objects.requireNonNull(in, name).readAllBytes());
        }
    }

    /** What goes wrong, as RFC 9457 has it. */
    private static void addProblems(RoutesConfig routes) {
        routes.exception(Refusal.class, (e, context) -> problem(context, e.status(), e.getMessage()));
        routes.exception(
                IllegalArgumentException.class,
                (e, context) -> problem(context, HttpStatus.BAD_REQUEST, e.getMessage()));
        routes.exception(
                NoSuchElementException.class, (e, context) -> problem(context, HttpStatus.NOT_FOUND, e.getMessage()));
        routes.exception(ConflictException.class, (e, context) -> {
            Map<String, Object> body = body(HttpStatus.CONFLICT, e.getMessage());
            body.put("current", e.current());
            write(context, HttpStatus.CONFLICT, body);
        });
        routes.exception(
                OutputException.class,
                (e, context) -> problem(context, HttpStatus.INSUFFICIENT_STORAGE, "not saved: " + e.getMessage()));
        routes.exception(
                DataFormatException.class, (e, context) -> problem(context, HttpStatus.CONFLICT, e.getMessage()));
        routes.exception(
                HttpResponseException.class,
                (e, context) -> problem(context, HttpStatus.forStatus(e.getStatus()), e.getMessage()));
        routes.exception(Exception.class, (e, context) -> {
            System.err.println("rectify review: a fault of ours: " + e);
            problem(context, HttpStatus.INTERNAL_SERVER_ERROR, "a fault of rectify; its terminal says more");
        });
    }

    private static void problem(Context context, HttpStatus status, @org.jspecify.annotations.Nullable String detail) {
        write(context, status, body(status, detail));
    }

    private static Map<String, Object> body(HttpStatus status, @org.jspecify.annotations.Nullable String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", status.getMessage());
        body.put("status", status.getCode());
        body.put("detail", detail == null ? "" : detail);
        return body;
    }

    private static void write(Context context, HttpStatus status, Map<String, Object> body) {
        context.status(status);
        try {
            Json.write(context, "application/problem+json", body);
        } catch (IOException e) {
            context.result("");
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
