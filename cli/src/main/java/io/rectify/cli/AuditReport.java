package io.rectify.cli;

import io.rectify.LabelAudit;
import io.rectify.audit.Anomalies;
import io.rectify.audit.Audit;
import io.rectify.audit.Detection;
import io.rectify.audit.LabelIssues;
import io.rectify.audit.NoiseTransition;
import io.rectify.audit.OutOfSample;
import io.rectify.data.Labels;
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
record AuditReport(LabelAudit judged, Optional<Labels> right, RowTexts texts, double seconds) {
    private static final int ISSUES_SHOWN = 8;
    private static final int PAIRS_SHOWN = 5;
    private static final int TEXT_WIDTH = 44;
    private static final int NAME_WIDTH = 24;

    Audit audit() {
        return judged.details();
    }

    OutOfSample outputs() {
        return judged.outputs();
    }

    /** How auto came to the way of training that judges; none where there was no search. */
    Optional<SearchReport> search() {
        return judged.choice().map(choice -> new SearchReport(choice, Double.NaN, given()));
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
        values.put("classes", given().classCount());
        values.put("judged_by", outputs().origin());
        put(values, "noise_rate", audit().noise().rate());
        values.put("noise_rate_low", audit().noise().low());
        values.put("noise_rate_high", audit().noise().high());
        values.put("noise_rate_counted", audit().counted().rate());
        values.put("issues", issues().flagged().length);
        values.put("false_discovery_rate", issues().falseDiscoveryRate());
        right.ifPresent(truth -> values.put("detection", values(Detection.of(issues(), truth))));
        values.put("confusions", confusions());
        values.put("classes_by_wrong_share", classes());
        Anomalies anomalies = audit().anomalies();
        values.put("near_duplicates_with_other_labels", anomalies.duplicates());
        values.put("outliers", anomalies.outliers());
        values.put(
                "uncovered_classes",
                Arrays.stream(anomalies.uncovered())
                        .mapToObj(k -> given().names().get(k))
                        .toList());
        judged.choice().ifPresent(made -> values.put("chosen", made.chosen().toString()));
        values.put("seconds", seconds);
        return values;
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

    private List<Map<String, Object>> confusions() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (LabelIssues.Confusion confusion : issues().confusions(25)) {
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

    String text(Path out) {
        NoiseTransition noise = audit().noise();
        String rate = Double.isNaN(noise.rate())
                ? "How many labels are wrong cannot be told: these features say little about these labels."
                : String.format(
                        Locale.ROOT,
                        "About %.1f %% of the labels are wrong (%.1f to %.1f).",
                        100 * noise.rate(),
                        100 * noise.low(),
                        100 * noise.high());
        String flags = issues().flagged().length == 0
                ? "No label is flagged."
                : String.format(
                        Locale.ROOT,
                        "%s labels are flagged; about %.0f %% of these flags are false alarms.",
                        Wording.count(issues().flagged().length),
                        100 * issues().falseDiscoveryRate());
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s rows, %d classes, judged by %s.%n%n%s%n%s%n%n",
                Wording.count(given().size()),
                given().classCount(),
                outputs().origin(),
                rate,
                flags));
        if (issues().flagged().length > 0) {
            issueTable().appendTo(text);
            text.append(System.lineSeparator());
        }
        for (LabelIssues.Confusion confusion : issues().confusions(PAIRS_SHOWN)) {
            if (confusion.rows() >= 1) {
                text.append(String.format(
                        Locale.ROOT,
                        "about %.0f rows given %s are really %s%n",
                        confusion.rows(),
                        name(confusion.given()),
                        name(confusion.truth())));
            }
        }
        text.append(anomalies());
        right.ifPresent(truth -> text.append(measured(Detection.of(issues(), truth))));
        return text.append(String.format(
                        Locale.ROOT,
                        "%nTo read: %s; all issues: %s (%.1f s)%n",
                        Wording.path(out.resolve(ReportFile.NAME)),
                        Wording.path(out.resolve(AuditDirectory.ISSUES)),
                        seconds))
                .toString();
    }

    private String name(int label) {
        return Wording.shortened(given().names().get(label), NAME_WIDTH);
    }

    private TextTable issueTable() {
        List<String> header = new ArrayList<>(List.of("row", "given", "suggested", "p wrong"));
        if (!texts.texts().isEmpty()) {
            header.add("text");
        }
        TextTable table = new TextTable(header, 3);
        table.flushLeftFrom(4);
        for (int row : Arrays.copyOf(issues().flagged(), Math.min(ISSUES_SHOWN, issues().flagged().length))) {
            List<String> fields = new ArrayList<>(List.of(
                    Integer.toString(row),
                    name(given().get(row)),
                    name(issues().suggested().get(row)),
                    String.format(Locale.ROOT, "%.3f", issues().wrong()[row])));
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
                    pair.first(),
                    name(given().get(pair.first())),
                    pair.second(),
                    name(given().get(pair.second()))));
        }
        if (!anomalies.outliers().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s rows are far from every class, row %d farthest%n",
                    Wording.count(anomalies.outliers().size()),
                    anomalies.outliers().get(0).row()));
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
