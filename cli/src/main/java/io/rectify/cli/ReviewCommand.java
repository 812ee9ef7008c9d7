package io.rectify.cli;

import io.rectify.review.JournalMerge;
import io.rectify.review.ReviewSession;
import io.rectify.review.web.Exporter;
import io.rectify.review.web.PictureFiles;
import io.rectify.review.web.ReviewServer;
import io.rectify.run.AuditedRows;
import io.rectify.run.Decisions;
import io.rectify.run.ReviewJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rectify review}: a local page on which a person puts an audit's labels right. */
@Command(
        name = "review",
        header = {
            "Put labels right in the browser: the most suspicious first, one key for each decision.",
            "  rectify review audit/",
            "  rectify review audit/ --share ann,bob --port 8443",
            "",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Prints the page's address, which is good for one browser of this machine, and",
            "goes on until Ctrl-C. Every decision is in audit/review.jsonl, on the disk,",
            "before the page says saved; start again to go on. The page saves the mended",
            "labels in the format of their file, and so does:",
            "  rectify apply --labels given.csv --decisions audit/review.jsonl --out new.csv",
            "The random sample, asked without suggestions, tells how many labels are wrong;",
            "rectify audit --reviewed audit/review.jsonl learns from all decisions, and so does",
            "the page's own training, which tells what it gained and offers a new order.",
            "People who worked apart, each on a copy of the audit, put their journals together:",
            "  rectify review --merge ann.jsonl bob.jsonl --out audit/review.jsonl",
        })
final class ReviewCommand implements Callable<Integer> {
    private static final String LABELS = "--labels";
    private static final String DATA = "TEXTS";

    @Parameters(paramLabel = "AUDIT", arity = "0..1", description = "Directory that rectify audit wrote.")
    @Nullable
    Path audit;

    @Option(
            names = "--port",
            defaultValue = "0",
            paramLabel = "N",
            description = "Port of 127.0.0.1 to listen at; 0, the default, takes any that is free.")
    int port;

    @Option(names = "--no-open", description = "Do not open a browser.")
    boolean noOpen;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description =
                    "Rows to draw at random for the share of wrong labels, fixed by the first start. Default: 200.")
    @Nullable
    Integer sample;

    @Option(
            names = "--reviewer",
            paramLabel = "NAME",
            description = "Who decides, unless the page is told another name. Default: the user of this machine.")
    @Nullable
    String reviewer;

    @Option(
            names = "--escape-formulas",
            description =
                    "In changes.csv and trail.csv, put ' before cells that a spreadsheet would run: = + - @, tab, CR.")
    boolean escaped;

    @Mixin
    ShareOptions share = new ShareOptions();

    @Option(
            names = "--merge",
            arity = "2..*",
            paramLabel = "JOURNAL",
            description =
                    "Instead: put journals of one audit together, of people who worked apart. Votes are kept, and where "
                            + "they contradict each other reviewers disagree. Needs --out.")
    @Nullable
    List<Path> merge;

    @Option(names = "--out", paramLabel = "FILE", description = "The merged journal; it must not be there yet.")
    @Nullable
    Path out;

    @Override
    public Integer call() throws IOException {
        if (merge != null) {
            merge(merge);
        } else if (audit == null || out != null) {
            throw new IllegalArgumentException(
                    audit == null
                            ? "expected the directory that rectify audit wrote, or --merge"
                            : "--out is for --merge; the journal of a review is beside its audit");
        } else {
            review(audit);
        }
        return 0;
    }

    private void merge(List<Path> journals) throws IOException {
        if (out == null || audit != null) {
            throw new IllegalArgumentException(
                    out == null
                            ? "--merge needs --out, the journal to write"
                            : "expected two journals or more after --merge, and no other argument");
        }
        if (Files.exists(out)) {
            throw new IllegalArgumentException(out + " is there already; name another --out");
        }
        JournalMerge.Merged merged = JournalMerge.merge(journals, out);
        System.out.printf(
                "%s: %s actions on %s rows, %s of them in several journals; reviewers disagree on %s rows%n",
                out,
                Wording.count(merged.actions()),
                Wording.count(merged.rows()),
                Wording.count(merged.shared()),
                Wording.count(merged.disputed()));
    }

    private void review(Path audit) throws IOException {
        RecordedRun recorded = RecordedRun.read(audit);
        if (!recorded.isAudit()) {
            throw new IllegalArgumentException(
                    audit + " is a training run; expected a directory that rectify audit wrote");
        }
        AuditedRows rows = AuditedRows.read(audit);
        ReviewServer.Options options = new ReviewServer.Options(
                port,
                name(),
                pictures(audit, recorded, rows.names().texts()),
                exporter(recorded),
                share.read(),
                escaped);
        try (ReviewSession session = ReviewSession.open(
                        rows,
                        audit.resolve(ReviewJournal.NAME),
                        sample == null ? OptionalInt.empty() : OptionalInt.of(sample),
                        Long.parseLong(recorded.option("--seed")),
                        Clock.systemUTC(),
                        Optional.of(AuditedFeatures.of(recorded)));
                ReviewServer server = ReviewServer.start(session, options)) {
            session.dropped().ifPresent(what -> System.err.println("rectify: " + what));
            options.share().ifPresent(with -> System.err.println("rectify: " + with.certificate()));
            share.print(server.addresses());
            if (!noOpen && !share.isShared()) {
                open(server.addresses().get(0));
            }
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String name() {
        String name = reviewer == null ? System.getProperty("user.name", "") : reviewer;
        return name.isBlank() ? "reviewer" : name.strip();
    }

    /** Rows of pictures have paths as texts: below the folder or beside the table that was embedded, else relative to the audit. */
    private Optional<PictureFiles> pictures(Path audit, RecordedRun recorded, List<String> paths) throws IOException {
        boolean embedded =
                recorded.embedding().map(RecordedEmbedding::isOfPictures).orElse(false);
        if (!embedded && !recorded.hasOption("--image-column")) {
            return Optional.empty();
        }
        Path data = embedded ? recorded.place(DATA) : labelsFile(recorded);
        return Optional.of(
                Files.isDirectory(data)
                        ? new PictureFiles(data, data)
                        : PictureFiles.named(embedded ? data.toAbsolutePath().resolveSibling("") : audit, paths));
    }

    private static Path labelsFile(RecordedRun recorded) {
        return recorded.place(recorded.hasOption(LABELS) ? LABELS : recorded.hasOption(DATA) ? DATA : "--features");
    }

    /** What mends the labels' file, if that is one file or folder and still there. */
    private static Optional<Exporter> exporter(RecordedRun recorded) {
        Path file = labelsFile(recorded);
        return Files.exists(file) ? Optional.of(new LabelsExporter(recorded, file)) : Optional.empty();
    }

    private record LabelsExporter(RecordedRun recorded, Path file) implements Exporter {
        @Override
        public String fileName() {
            return Files.isDirectory(file) ? "fixed.csv" : "fixed_" + file.getFileName();
        }

        @Override
        public void write(Path decisions, Path target) throws IOException {
            LabelOptions labels = new LabelOptions();
            labels.labels = file;
            labels.column = recorded.option("--label-column");
            labels.rules = LabelRuleOptions.of(recorded);
            MendedLabels mended = MendedLabels.read(
                    labels,
                    recorded.hasOption("--id-column") ? recorded.option("--id-column") : null,
                    FeatureOptions.of(recorded).text.format());
            if (recorded.isSet("--skip-broken") && !mended.hasIds()) {
                throw new IllegalArgumentException("the audit was made with --skip-broken, so that rows of " + file
                        + " can be told by ids alone, which it has not; add a column id and audit again");
            }
            // Paths of pictures are as they are for a file beside their folder.
            mended.write(
                    mended.decisions(decisions, Decisions.Rule.DECIDED).edits(),
                    target,
                    file.resolveSibling(fileName()));
        }
    }

    /** A machine without a browser, or without a screen, has the address to go on with. */
    private static void open(String address) {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command = os.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                : List.of(os.contains("mac") ? "open" : "xdg-open", address);
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.err.println("rectify: no browser could be opened; go to the address");
        }
    }
}
