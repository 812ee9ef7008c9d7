package io.rectify.review.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.rectify.formats.AtomicOutput;
import io.rectify.review.Decision;
import io.rectify.review.ReviewSession;
import io.rectify.run.ReviewAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The routes below /api/v1; openapi.json describes them. */
final class Api {
    private static final String ROOT = "/api/v1/";
    private static final String SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private final ReviewSession session;
    private final Optional<PictureFiles> pictures;
    private final Optional<Exporter> exporter;
    private final String reviewer;
    private final boolean escaped;

    Api(ReviewSession session, ReviewServer.Options options) {
        this.session = session;
        this.pictures = options.pictures();
        this.exporter = options.exporter();
        this.reviewer = options.reviewer();
        this.escaped = options.escaped();
    }

    private record DecisionBody(
            String event,
            String reviewer,
            String queue,
            int row,
            long version,
            ReviewAnswer.Choice choice,
            String label,
            long millis) {}

    private record MoveBody(String event, String reviewer) {}

    private record RetrainBody(String reviewer) {}

    private record PreviewBody(String queue, Set<Integer> exceptions) {}

    private record BatchBody(String event, String reviewer, String queue, Set<Integer> exceptions, String hash) {}

    void addTo(RoutesConfig routes) {
        routes.get(ROOT + "project", context -> Json.write(context, project(context)));
        routes.get(ROOT + "queues", context -> Json.write(context, session.queues(reviewer(context))));
        routes.get(ROOT + "items", this::items);
        routes.get(
                ROOT + "rows/{row}",
                context -> Json.write(context, session.item(reviewer(context), queue(context), row(context))));
        routes.get(
                ROOT + "rows/{row}/neighbours",
                context -> Json.write(
                        context,
                        session.neighbours(
                                Optional.ofNullable(context.queryParam("queue")).orElse(""), row(context))));
        routes.get(ROOT + "rows/{row}/image", this::image);
        routes.get(ROOT + "stats", context -> Json.write(context, session.figures()));
        routes.get(ROOT + "map", context -> Json.write(context, session.map()));
        routes.get(ROOT + "retraining", context -> Json.write(context, session.retraining()));
        routes.post(ROOT + "retraining", context -> {
            own(context, Json.read(context, RetrainBody.class).reviewer());
            Json.write(context, session.retrain());
        });
        routes.post(ROOT + "decisions", this::decide);
        routes.post(ROOT + "undo", context -> {
            MoveBody body = Json.read(context, MoveBody.class);
            Json.write(context, session.undo(body.event(), own(context, body.reviewer())));
        });
        routes.post(ROOT + "redo", context -> {
            MoveBody body = Json.read(context, MoveBody.class);
            Json.write(context, session.redo(body.event(), own(context, body.reviewer())));
        });
        routes.post(ROOT + "batches/preview", context -> {
            PreviewBody body = Json.read(context, PreviewBody.class);
            Json.write(context, session.preview(body.queue(), body.exceptions()));
        });
        routes.post(ROOT + "batches", context -> {
            BatchBody body = Json.read(context, BatchBody.class);
            Json.write(
                    context,
                    session.batch(
                            body.event(), own(context, body.reviewer()), body.queue(), body.exceptions(), body.hash()));
        });
        for (ReviewSession.Export export : ReviewSession.Export.values()) {
            String name = export.name().toLowerCase(Locale.ROOT);
            routes.get(ROOT + "exports/" + name, context -> export(context, export));
        }
        routes.get(ROOT + "exports/labels", this::exportLabels);
    }

    private Map<String, Object> project(Context context) {
        Map<String, Object> project = new LinkedHashMap<>();
        project.put("data", session.fingerprint());
        project.put("rows", session.size());
        project.put("classes", session.classes());
        project.put("pictures", pictures.isPresent());
        project.put("reviewer", Gate.reviewer(context).orElse(reviewer));
        project.put("named", Gate.reviewer(context).isPresent());
        project.put("notice", session.dropped().orElse(""));
        project.put("alike", session.findsSameMistakes());
        project.put("labels", exporter.map(Exporter::fileName).orElse(""));
        return project;
    }

    private void items(Context context) throws IOException {
        String queue = queue(context);
        int from = number(context, "from", 0);
        int limit = number(context, "limit", 20);
        boolean open = !"false".equals(context.queryParam("open"));
        Json.write(context, session.page(reviewer(context), queue, from, limit, open));
    }

    private static String queue(Context context) {
        return Optional.ofNullable(context.queryParam("queue"))
                .orElseThrow(() -> new Refusal(HttpStatus.BAD_REQUEST, "expected a queue"));
    }

    /** To whom rows are shown; nobody if it is not said. */
    private static String reviewer(Context context) {
        return own(context, Optional.ofNullable(context.queryParam("reviewer")).orElse(""));
    }

    /** The name under which somebody decides: where a review is shared that of his token. */
    private static String own(Context context, String said) {
        Optional<String> own = Gate.reviewer(context);
        if (own.isPresent() && !said.isEmpty() && !said.equals(own.get())) {
            throw new Refusal(HttpStatus.FORBIDDEN, "this browser is that of " + own.get() + ", not of " + said);
        }
        return own.orElse(said);
    }

    private static int number(Context context, String name, int otherwise) {
        String text = context.queryParam(name);
        return text == null ? otherwise : number(name, text);
    }

    private static int number(String name, String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new Refusal(HttpStatus.BAD_REQUEST, name + " must be a whole number");
        }
        return Integer.parseInt(text);
    }

    private static int row(Context context) {
        return number("row", context.pathParam("row"));
    }

    private void image(Context context) throws IOException {
        String path = session.text(row(context));
        PictureFiles.Found found = pictures.orElseThrow(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "the rows are no pictures"))
                .find(path);
        context.header("Content-Security-Policy", SANDBOX);
        context.contentType(found.type()).result(Files.newInputStream(found.file()));
    }

    private void decide(Context context) throws IOException {
        DecisionBody body = Json.read(context, DecisionBody.class);
        Json.write(
                context,
                session.decide(new Decision(
                        body.event(),
                        own(context, body.reviewer()),
                        body.queue(),
                        body.row(),
                        body.version(),
                        body.choice(),
                        body.label(),
                        body.millis())));
    }

    private void export(Context context, ReviewSession.Export export) throws IOException {
        download(context, export.fileName(), target -> session.write(export, target, pictures.isPresent(), escaped));
    }

    private void exportLabels(Context context) throws IOException {
        Exporter to = exporter.orElseThrow(() -> new Refusal(
                HttpStatus.NOT_FOUND, "the labels' file is not where it was; rectify apply takes decisions.csv"));
        download(context, to.fileName(), target -> {
            Path decisions = target.resolveSibling("decisions.csv");
            session.writeDecisions(decisions);
            to.write(decisions, target);
        });
    }

    private static void download(Context context, String name, AtomicOutput.Action action) throws IOException {
        Path folder = Files.createTempDirectory("rectify-export");
        try {
            Path file = folder.resolve("to-" + name.replaceAll("[^A-Za-z0-9._-]", "_"));
            action.write(file);
            context.contentType("application/octet-stream")
                    .header(
                            "Content-Disposition",
                            String.format(
                                    Locale.ROOT,
                                    "attachment; filename=\"%s\"",
                                    name.replaceAll("[^A-Za-z0-9._-]", "_")))
                    .result(Files.readAllBytes(file));
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.delete(folder);
        }
    }
}
