package io.rectify.cli;

import io.rectify.LabelAudit;
import io.rectify.audit.Anomalies;
import io.rectify.audit.Audit;
import io.rectify.audit.Detection;
import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseEvidence;
import io.rectify.audit.OutOfSample;
import io.rectify.audit.ReviewFindings;
import io.rectify.audit.ReviewedEstimates;
import io.rectify.data.Labels;
import io.rectify.data.RowParts;
import io.rectify.run.LabelVerdict;
import io.rectify.run.RankedLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an audit tells people and machines.
 *
 * @param right the right labels where they are known
 */
record AuditReport(LabelAudit judged, Optional<Labels> right, RowTexts texts, RowParts parts, double seconds) {
    private static final int ISSUES_SHOWN = 8;
    private static final int PAIRS_SHOWN = 5;
    private static final int PAIRS_WRITTEN = 25;
    private static final int TEXT_WIDTH = 44;
    private static final int NAME_WIDTH = 24;

    Audit audit() {
        return judged.details();
    }

    OutOfSample outputs() {
        return judged.outputs();
    }

    private LabelIssues issues() {
        return audit().issues();
    }

    private Labels given() {
        return audit().issues().given();
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("rows", given().size());
        values.put("unlabelled", parts.unlabelled().length);
        values.put("classes", given().classCount());
        values.put("judged_by", outputs().origin());
        values.put("preprocess", judged.preprocessing().toString());
        NoiseEvidence evidence = audit().evidence();
        Optional<ReviewedEstimates.Estimate> reviewed = audit().review().flatMap(ReviewFindings::noiseRate);
        Optional<ReviewedEstimates.Estimate> precision = audit().review().flatMap(ReviewFindings::precision);
        put(
                values,
                "noise_rate",
                reviewed.map(ReviewedEstimates.Estimate::value).orElse(evidence.rate()));
        values.put(
                "noise_rate_low", reviewed.map(ReviewedEstimates.Estimate::low).orElse(evidence.low()));
        values.put(
                "noise_rate_high",
                reviewed.map(ReviewedEstimates.Estimate::high).orElse(evidence.high()));
        values.put("noise_rate_by", views(evidence));
        values.put("verdict", evidence.verdict().name().toLowerCase(Locale.ROOT));
        values.put("rate_by_level", evidence.curve());
        values.put("issues", issues().flagged().length);
        put(values, "false_discovery_rate", precision.map(p -> 1 - p.value()).orElse(falseDiscoveryRate(evidence)));
        values.put("false_discovery_rate_low", precision.map(p -> 1 - p.high()).orElse(evidence.falseDiscoveryLow()));
        values.put("false_discovery_rate_high", precision.map(p -> 1 - p.low()).orElse(evidence.falseDiscoveryHigh()));
        audit().review().ifPresent(review -> {
            values.put("reviewed", review.reviewed());
            values.put("reviewed_beside_sample", review.beside());
        });
        values.put("nearest_rows_among", Wording.nearestAmong(audit()));
        values.put("copies", judged.copies().rows());
        values.put("near_copies_looked_for", judged.copies().compared());
        values.put(
                "classes_of_too_few_rows",
                audit().unjudged().stream().map(k -> given().names().get(k)).toList());
        right.ifPresent(truth -> values.put("detection", values(Detection.of(issues(), truth))));
        values.put("confusions", confusions());
        values.put("classes_by_wrong_share", classes());
        Anomalies anomalies = audit().anomalies();
        values.put(
                "near_duplicates_with_other_labels",
                anomalies.duplicates().stream()
                        .map(pair -> new Anomalies.Pair(
                                texts.number(pair.first()), texts.number(pair.second()), pair.cosine()))
                        .toList());
        values.put(
                "outliers",
                anomalies.outliers().stream()
                        .map(outlier -> new Anomalies.Outlier(texts.number(outlier.row()), outlier.cosine()))
                        .toList());
        values.put(
                "uncovered_classes",
                Arrays.stream(anomalies.uncovered())
                        .mapToObj(k -> given().names().get(k))
                        .toList());
        judged.choice().ifPresent(made -> values.put("chosen", made.chosen().toString()));
        values.put("seconds", seconds);
        return values;
    }

    /** That of the decoys' flags; of others nothing is known without a sample. */
    private double falseDiscoveryRate(NoiseEvidence evidence) {
        return audit().review().isPresent() ? Double.NaN : evidence.falseDiscoveryRate();
    }

    /** Each estimate with what it takes for granted. */
    private static Map<String, Object> views(NoiseEvidence evidence) {
        Map<String, Object> views = new LinkedHashMap<>();
        for (NoiseEvidence.View view : evidence.views()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("assumption", view.assumption().toString());
            put(values, "rate", view.rate());
            put(values, "low", view.low());
            put(values, "high", view.high());
            views.put(view.assumption().key(), values);
        }
        return views;
    }

    private static Map<String, Object> values(Detection detection) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("wrong", detection.wrong());
        values.put("found", detection.found());
        put(values, "average_precision", detection.averagePrecision());
        put(values, "auroc", detection.auroc());
        put(values, "precision", detection.precision());
        put(values, "recall", detection.recall());
        put(values, "f1", detection.f1());
        put(values, "false_discovery_rate", detection.falseDiscoveryRate());
        return values;
    }

    /** JSON has no NaN. */
    private static void put(Map<String, Object> values, String name, double value) {
        values.put(name, Double.isNaN(value) ? null : value);
    }

    /** The largest pairs of true and given class, so many at most. */
    private List<LabelIssues.Confusion> pairs(int count) {
        List<LabelIssues.Confusion> all = issues().confusions();
        return all.subList(0, Math.min(count, all.size()));
    }

    private List<Map<String, Object>> confusions() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (LabelIssues.Confusion confusion : pairs(PAIRS_WRITTEN)) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("true", given().names().get(confusion.truth()));
            values.put("given", given().names().get(confusion.given()));
            values.put("rows", confusion.rows());
            all.add(values);
        }
        return all;
    }

    private List<Map<String, Object>> classes() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (LabelIssues.ClassSummary summary : issues().classes().stream()
                .sorted(LabelIssues.ClassSummary.WORST_FIRST)
                .toList()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("class", given().names().get(summary.label()));
            values.put("rows", summary.rows());
            values.put("wrong", summary.wrong());
            values.put("most_often_really", given().names().get(summary.mostOften()));
            all.add(values);
        }
        return all;
    }

    /** What to look at, and why as much, or why at all. */
    private String first(int flagged) {
        NoiseEvidence evidence = audit().evidence();
        if (flagged == 0) {
            return "No label is more probably wrong than right, but if some are wrong, then most likely these; the most suspicious ones:";
        }
        boolean beyond = evidence.verdict() == NoiseEvidence.Verdict.FOLLOWS_FEATURES
                && flagged > evidence.low() * given().size();
        return "Review these " + Wording.count(flagged) + " first"
                + (beyond
                        ? String.format(
                                ",%nmore than must be wrong, as mistakes that follow the rows cannot be counted, only ranked")
                        : "")
                + "; the most suspicious ones:";
    }

    private static String next(Path out, Path labelsFile, NextCommand next) {
        Path review = out.resolve(AuditDirectory.REVIEW);
        return String.format(
                "decide in %s, or in column decision of %s, then:%n  %s",
                Wording.path(out.resolve(ReportFile.NAME)), Wording.path(review), next.apply(labelsFile, review));
    }

    /**
     * For people: what was found and what to do next, the rows to look at first, and the rest if wanted.
     *
     * @param out directory that was written
     * @param labelsFile that was audited
     * @param next what goes on from here
     */
    String text(Path out, Path labelsFile, NextCommand next, boolean details) {
        int flagged = issues().flagged().length;
        StringBuilder text = new StringBuilder(audit().review()
                        .map(review -> review(review) + "Without them: ")
                        .orElse(""))
                .append(Wording.wrong(audit().evidence()))
                .append(String.format("%n%s%nNext: %s%n%n", first(flagged), next(out, labelsFile, next)));
        issueTable().appendTo(text);
        text.append(System.lineSeparator());
        for (LabelIssues.Confusion confusion : pairs(PAIRS_SHOWN)) {
            if (confusion.rows() >= 1) {
                text.append(String.format(
                        Locale.ROOT,
                        Math.round(confusion.rows()) == 1
                                ? "about %.0f row given %s is really %s%n"
                                : "about %.0f rows given %s are really %s%n",
                        confusion.rows(),
                        name(confusion.given()),
                        name(confusion.truth())));
            }
        }
        text.append(unjudged()).append(Wording.unlabelled(parts));
        if (details) {
            text.append(details());
        }
        right.ifPresent(truth -> text.append(measured(Detection.of(issues(), truth))));
        return text.append(String.format(
                        Locale.ROOT,
                        "%nTo read: %s; all flagged rows: %s; --details tells more (%.1f s)%n",
                        Wording.path(out.resolve(ReportFile.NAME)),
                        Wording.path(out.resolve(AuditDirectory.ISSUES)),
                        seconds))
                .toString();
    }

    /** What the verdict rests on, and what is odd about the rows. */
    private String details() {
        StringBuilder text = new StringBuilder(String.format(
                "%n%s rows, %d classes, judged by %s,%n  and %s.%n",
                Wording.count(given().size()), given().classCount(), outputs().origin(), Wording.nearest(audit())));
        for (NoiseEvidence.View view : audit().evidence().views()) {
            text.append(String.format(Locale.ROOT, "  %5.1f %% wrong if %s%n", 100 * view.rate(), view.assumption()));
        }
        if (issues().flagged().length > 0) {
            text.append(String.format("Of the flagged labels: %s.%n", Wording.falseAlarms(audit().evidence())));
        }
        return text.append(anomalies()).append(copies()).toString();
    }

    /** What reviewed rows say, where there are any. */
    private static String review(ReviewFindings review) {
        StringBuilder text = new StringBuilder();
        review.noiseRate()
                .ifPresent(rate -> text.append(String.format(
                        Locale.ROOT,
                        "%s reviewed rows say: %.1f %% of all labels are wrong (%.1f to %.1f), whatever the mistakes depend on.%n",
                        Wording.count(review.reviewed()),
                        100 * rate.value(),
                        100 * rate.low(),
                        100 * rate.high())));
        review.precision()
                .ifPresent(precision -> text.append(String.format(
                        Locale.ROOT,
                        "Of the flags %.0f to %.0f %% are right, by the reviewed rows.%n",
                        100 * precision.low(),
                        100 * precision.high())));
        if (review.beside() > 0) {
            text.append(String.format(
                    "%s more were decided beside the sample: they teach, and do not enter these shares.%n",
                    Wording.count(review.beside())));
        }
        if (!review.isSample()) {
            text.append(String.format(
                    "%s rows were reviewed, but not drawn at random: they teach, and say nothing of the other rows' share.%n",
                    Wording.count(review.reviewed())));
        }
        if (!review.recalibrated()) {
            text.append(String.format("Too few answers, or all alike: nothing was learned from them.%n"));
        }
        return text.toString();
    }

    private String unjudged() {
        List<String> names = audit().unjudged().stream().map(this::name).toList();
        return names.isEmpty()
                ? ""
                : String.format(
                        "%d classes have too few rows to judge: %s%n",
                        names.size(), String.join(", ", names.subList(0, Math.min(PAIRS_SHOWN, names.size()))));
    }

    private String copies() {
        String some = judged.copies().rows() == 0
                ? ""
                : String.format(
                        "%s rows are copies of others and were judged without them; %s pairs of copies have different labels%n",
                        Wording.count(judged.copies().rows()),
                        Wording.count(judged.copies().otherPairs()));
        return judged.copies().compared()
                ? some
                : some
                        + String.format(
                                "rows that are all but equal were not looked for: they are too many, or --copies says so%n");
    }

    private String name(int label) {
        return Wording.shortened(given().names().get(label), NAME_WIDTH);
    }

    private TextTable issueTable() {
        List<String> header = new ArrayList<>(List.of("row", "given", "suggested", "p_wrong", "confidence"));
        if (!texts.texts().isEmpty()) {
            header.add("text");
        }
        TextTable table = new TextTable(header, 3);
        table.flushLeftFrom(5);
        RankedLabels ranked = new RankedLabels(issues());
        for (int row : Arrays.stream(ranked.listed()).limit(ISSUES_SHOWN).toArray()) {
            LabelVerdict verdict = ranked.question(row);
            List<String> fields = new ArrayList<>(List.of(
                    Integer.toString(texts.number(row)),
                    name(given().get(row)),
                    Wording.shortened(verdict.suggested(), NAME_WIDTH),
                    String.format(Locale.ROOT, "%.3f", verdict.wrong().orElseThrow()),
                    String.format(Locale.ROOT, "%.3f", verdict.confidence())));
            if (!texts.texts().isEmpty()) {
                fields.add(Wording.shortened(texts.text(row), TEXT_WIDTH - 14));
            }
            table.add(fields);
        }
        return table;
    }

    private String anomalies() {
        Anomalies anomalies = audit().anomalies();
        StringBuilder text = new StringBuilder();
        if (!anomalies.duplicates().isEmpty()) {
            Anomalies.Pair pair = anomalies.duplicates().get(0);
            text.append(String.format(
                    Locale.ROOT,
                    "%s pairs of all but equal rows have different labels, such as %d (%s) and %d (%s)%n",
                    Wording.count(anomalies.duplicates().size()),
                    texts.number(pair.first()),
                    name(given().get(pair.first())),
                    texts.number(pair.second()),
                    name(given().get(pair.second()))));
        }
        if (!anomalies.outliers().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s rows are far from every class, row %d farthest%n",
                    Wording.count(anomalies.outliers().size()),
                    texts.number(anomalies.outliers().get(0).row())));
        }
        if (anomalies.uncovered().length > 0) {
            text.append(String.format(
                    "%d classes are suggested for no row, such as %s%n",
                    anomalies.uncovered().length, name(anomalies.uncovered()[0])));
        }
        return text.toString();
    }

    private static String measured(Detection detection) {
        return String.format(
                "%nBeside the true labels: %d of %d wrong labels flagged, average precision %s, AUROC %s, F1 %s%n",
                detection.found(),
                detection.wrong(),
                rounded(detection.averagePrecision()),
                rounded(detection.auroc()),
                rounded(detection.f1()));
    }

    private static String rounded(double value) {
        return Double.isNaN(value) ? "undefined" : String.format(Locale.ROOT, "%.3f", value);
    }
}
