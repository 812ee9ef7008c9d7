package io.rectify.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the page shows without scripts, and the places where scripts draw. */
final class ReportBody {
    private final ReportModel model;
    private final List<NoiseMatrix.Pair> pairs;
    private final List<Integer> drawn;
    private final Appendable out;

    ReportBody(ReportModel model, List<NoiseMatrix.Pair> pairs, List<Integer> drawn, Appendable out) {
        this.model = model;
        this.pairs = pairs;
        this.drawn = drawn;
        this.out = out;
    }

    /** @param chartsVersion of ECharts; empty if the page has no charts */
    void write(String chartsVersion) throws IOException {
        header();
        out.append("<main>\n");
        if (!chartsVersion.isEmpty()) {
            out.append("<p class=\"nojs muted\">Charts and the sortable list need JavaScript.</p>\n");
        }
        issues();
        histogram();
        levels();
        noise();
        classes();
        rounds();
        reliability();
        trials();
        spectrum();
        notes();
        out.append("</main>\n");
        footer(chartsVersion);
    }

    private void header() throws IOException {
        out.append("<header>\n");
        element("h1", model.title());
        if (!model.subtitle().isBlank()) {
            out.append("<p class=\"lead\" dir=\"auto\">").append(Html.escape(model.subtitle()));
            out.append("</p>\n");
        }
        if (!model.headlines().isEmpty()) {
            out.append("<dl class=\"headlines\">\n");
            for (Headline headline : model.headlines()) {
                out.append("<div><dt>").append(Html.escape(headline.name()));
                out.append("</dt><dd class=\"value\">").append(Html.escape(headline.value()));
                out.append("</dd>");
                if (!headline.note().isBlank()) {
                    out.append("<dd class=\"note\">").append(Html.escape(headline.note()));
                    out.append("</dd>");
                }
                out.append("</div>\n");
            }
            out.append("</dl>\n");
        }
        out.append("</header>\n");
    }

    private void histogram() throws IOException {
        if (model.histogram().isPresent()) {
            start("How sure: probability that a label is wrong", true);
            element("p", "Flagged rows are those listed as likely wrong.");
            chart("histogram", "Bar chart: rows per probability that their label is wrong, flagged and not flagged");
            end();
        }
    }

    private void issues() throws IOException {
        if (model.issues().isEmpty()) {
            return;
        }
        int size = model.issues().size();
        start("Labels to look at first", false);
        if (!model.decideBy().isEmpty()) {
            decide();
        }
        out.append("<div id=\"issues-live\" class=\"live\">");
        element("p", "Most suspicious first, by rank. Open a row to see the neighbours that say so.");
        out.append("</div>\n<div class=\"print\">\n");
        if (size > HtmlReport.PRINTED) {
            element("p", "The first " + HtmlReport.PRINTED + " of " + count(size) + ".");
        }
        boolean ids = model.issues().stream().anyMatch(issue -> !issue.id().isEmpty());
        boolean texts = model.issues().stream().anyMatch(issue -> !issue.text().isEmpty());
        out.append("<div class=\"scroll\"><table>\n<thead><tr>");
        number("Rank");
        number("Row");
        head(ids, "Id");
        head(texts, "Text");
        head(true, "Given");
        head(true, "Suggested");
        number("Wrong");
        number("Confidence");
        out.append("</tr></thead>\n<tbody>\n");
        for (int i = 0; i < Math.min(size, HtmlReport.PRINTED); i++) {
            Issue issue = model.issues().get(i);
            out.append("<tr>");
            integer(i + 1, Integer.toString(i + 1));
            integer(issue.row(), Long.toString(issue.row()));
            cell(ids, issue.id());
            cell(texts, issue.text());
            cell(true, issue.given());
            cell(true, issue.suggested());
            percent(issue.wrong());
            percent(issue.confidence());
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table></div>\n</div>\n");
        end();
    }

    /** What to do with the list. */
    private void decide() throws IOException {
        out.append("<div class=\"todo\">\n");
        element("h3", "What to do");
        out.append(
                "<p class=\"live\">Decide about rows below: <strong>Take</strong> the suggestion, <strong>Keep</strong> the label, or choose another "
                        + "class or to drop the row. Rows left open stay as they are. Then download the decisions and run, where the labels "
                        + "are:</p>\n<p class=\"nojs\">Fill in column decision of review.csv, beside this page: take, keep, drop or a class. "
                        + "Then run:</p>\n");
        out.append("<pre>").append(Html.escape(model.decideBy())).append("</pre>\n</div>\n");
    }

    private void levels() throws IOException {
        if (model.levels().isPresent()) {
            start("Do mistakes depend on the class alone?", true);
            element(
                    "p",
                    "Decoys, labels that are wrong for certain, show how suspicious wrong labels look, so the share of wrong labels "
                            + "can be estimated from suspicious ones alone. Further to the right, only those count that look worse than "
                            + "more of the decoys. If mistakes depend on the class alone, the answer stays the same: a level line. If they "
                            + "follow what the rows say, the line falls. The band is a 95 % interval.");
            element("p", model.levels().get().verdict());
            chart(
                    "levels",
                    "Line chart with a band: share of wrong labels by how suspicious a label must be to count, from "
                            + levelled(0) + " to "
                            + levelled(model.levels().get().points().size() - 1));
            end();
        }
    }

    private String levelled(int index) {
        return percentage(model.levels().orElseThrow().points().get(index).share());
    }

    private void noise() throws IOException {
        if (model.noise().isEmpty()) {
            return;
        }
        NoiseMatrix noise = model.noise().get();
        int classes = noise.classes().size();
        start("Which classes are mistaken for which", false);
        if (pairs.isEmpty()) {
            element("p", "No class is mistaken for another, by estimate.");
        }
        if (!drawn.isEmpty()) {
            element(
                    "p",
                    "Each line of the chart is a true class: how often its rows were given which label. Right labels, on "
                            + "the diagonal, are grey so that wrong ones stand out."
                            + (drawn.size() < classes
                                    ? " Of " + count(classes) + " classes, the " + drawn.size()
                                            + " that the most confused pairs name are drawn."
                                    : ""));
            chart(
                    "noise",
                    "Heat map: probability of each given label for each true class; the pairs follow as a table");
        }
        if (!pairs.isEmpty()) {
            element("h3", "Most confused pairs");
            out.append("<div class=\"scroll tall\"><table class=\"sortable\">\n<thead><tr>");
            head(true, "Truly");
            head(true, "Given as");
            number("Share of the true class");
            out.append("</tr></thead>\n<tbody>\n");
            double most = pairs.get(0).probability();
            for (NoiseMatrix.Pair pair : pairs) {
                out.append("<tr>");
                cell(true, noise.classes().get(pair.trueClass()));
                cell(true, noise.classes().get(pair.givenClass()));
                bar(pair.probability(), most);
                out.append("</tr>\n");
            }
            out.append("</tbody>\n</table></div>\n");
        }
        end();
    }

    private void classes() throws IOException {
        if (model.classes().isEmpty()) {
            return;
        }
        start("Classes", false);
        out.append("<div class=\"scroll tall\"><table class=\"sortable\">\n<thead><tr>");
        head(true, "Given label");
        number("Rows");
        number("Wrong, by estimate");
        head(true, "Most often really");
        out.append("</tr></thead>\n<tbody>\n");
        for (ClassSummary summary : model.classes()) {
            out.append("<tr>");
            cell(true, summary.name());
            integer(summary.rows(), count(summary.rows()));
            bar(summary.wrongShare(), 1);
            cell(true, summary.mostOftenReally().orElse(""));
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table></div>\n");
        end();
    }

    private void rounds() throws IOException {
        if (model.rounds().isEmpty()) {
            return;
        }
        boolean truth =
                model.rounds().stream().anyMatch(round -> round.trueAccuracy().isPresent());
        boolean test =
                model.rounds().stream().anyMatch(round -> round.testAccuracy().isPresent());
        boolean several = model.rounds().size() > 1;
        start("Steps of the training", several);
        if (several) {
            chart("rounds", "Line chart of the table below");
        }
        out.append("<div class=\"scroll\"><table>\n<thead><tr>");
        head(true, "Step");
        number("Agrees with given");
        if (truth) {
            number("Right on true labels");
        }
        if (test) {
            number("Right on test rows");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (Round round : model.rounds()) {
            out.append("<tr>");
            cell(true, round.name());
            percent(round.agreement());
            known(truth, round.trueAccuracy());
            known(test, round.testAccuracy());
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table></div>\n");
        end();
    }

    private void reliability() throws IOException {
        if (model.reliability().isPresent()) {
            Reliability reliability = model.reliability().get();
            start("How far confidence can be believed", true);
            element(
                    "p",
                    "Predictions of 80 % confidence should be right in 80 % of cases: on the straight line. Shown: "
                            + reliability.outputs() + ". Expected calibration error "
                            + percentage(reliability.before().ece()) + " before temperature scaling, "
                            + percentage(reliability.after().ece()) + " after, by " + reliability.labels() + ".");
            chart("reliability", "Line chart: accuracy by confidence before and after temperature scaling");
            end();
        }
    }

    private void trials() throws IOException {
        if (model.trials().isEmpty()) {
            return;
        }
        start("Ways of training that were tried", false);
        element(
                "p",
                "Judged by the given labels of held-out rows; points behind the best on the same rows. teacher: plain logistic"
                        + " regression; kappa: strength of the penalty; a round: one student after the teacher.");
        out.append("<div class=\"scroll tall\"><table class=\"sortable\">\n<thead><tr>");
        head(true, "Way of training");
        number("Rows");
        number("Agreement");
        number("Standard error");
        number("Points behind");
        head(true, "Chosen");
        out.append("</tr></thead>\n<tbody>\n");
        for (TrialSummary trial : model.trials()) {
            out.append(trial.chosen() ? "<tr class=\"chosen\">" : "<tr>");
            cell(true, trial.candidate());
            integer(trial.rows(), count(trial.rows()));
            percent(trial.agreement());
            decimal(trial.standardError(), points(trial.standardError()));
            decimal(trial.behind(), points(trial.behind()));
            cell(true, trial.chosen() ? "chosen" : "");
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table></div>\n");
        end();
    }

    private void spectrum() throws IOException {
        if (model.spectrum().isPresent()) {
            start("Spectrum", true);
            element(
                    "p",
                    "Eigenvalues of the Gram matrix"
                            + (model.spectrum().get().filters().isEmpty()
                                    ? "."
                                    : ", and the share of each direction that a step of the training keeps: step 1 is the"
                                            + " teacher, plain regression, every further one a student; kappa is the strength of the"
                                            + " penalty."));
            chart("spectrum", "Line charts with logarithmic axes: eigenvalues and shares kept");
            end();
        }
    }

    private void notes() throws IOException {
        if (!model.notes().isEmpty()) {
            start("Notes", false);
            for (String note : model.notes()) {
                element("p", note);
            }
            end();
        }
    }

    private void footer(String chartsVersion) throws IOException {
        if (model.generatedBy().isBlank() && chartsVersion.isEmpty()) {
            return;
        }
        out.append("<footer>");
        if (!model.generatedBy().isBlank()) {
            element("p", model.generatedBy());
        }
        if (!chartsVersion.isEmpty()) {
            element("p", "Charts by Apache ECharts " + chartsVersion + ", Apache License 2.0.");
        }
        out.append("</footer>\n");
    }

    private void start(String title, boolean charted) throws IOException {
        out.append(charted ? "<section class=\"charted\">\n" : "<section>\n");
        element("h2", title);
    }

    private void end() throws IOException {
        out.append("</section>\n");
    }

    private void element(String name, String text) throws IOException {
        out.append('<').append(name).append(" dir=\"auto\">").append(Html.escape(text));
        out.append("</").append(name).append(">\n");
    }

    private void chart(String name, String description) throws IOException {
        out.append("<figure class=\"scroll\"><div class=\"chart\" role=\"img\" data-chart=\"")
                .append(name);
        out.append("\" aria-label=\"").append(Html.escape(description)).append("\"></div></figure>\n");
    }

    private void head(boolean there, String name) throws IOException {
        if (there) {
            out.append("<th scope=\"col\">").append(name).append("</th>");
        }
    }

    private void number(String name) throws IOException {
        out.append("<th scope=\"col\" class=\"n\">").append(name).append("</th>");
    }

    private void cell(boolean there, String text) throws IOException {
        if (there) {
            out.append("<td dir=\"auto\">").append(Html.breakable(text)).append("</td>");
        }
    }

    private void known(boolean there, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            percent(value.getAsDouble());
        } else if (there) {
            out.append("<td class=\"n\"></td>");
        }
    }

    private void percent(double value) throws IOException {
        decimal(value, Html.escape(percentage(value)));
    }

    /** A figure with a bar, which readers of the screen need not hear. */
    private void bar(double value, double most) throws IOException {
        out.append("<td class=\"n\" data-v=\"")
                .append(Double.toString(value))
                .append("\"><meter aria-hidden=\"true\" ");
        out.append("max=\"").append(Double.toString(most)).append("\" value=\"").append(Double.toString(value));
        out.append("\"></meter> ").append(Html.escape(percentage(value))).append("</td>");
    }

    private void decimal(double value, String text) throws IOException {
        figure(Double.toString(value), text);
    }

    private void integer(long value, String text) throws IOException {
        figure(Long.toString(value), text);
    }

    /** A figure and what the table is sorted by. */
    private void figure(String key, String text) throws IOException {
        out.append("<td class=\"n\" data-v=\"")
                .append(key)
                .append("\">")
                .append(text)
                .append("</td>");
    }

    private static String percentage(double value) {
        return value > 0 && value < 5e-4 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    private static String points(double value) {
        return String.format(Locale.ROOT, "%.2f", 100 * value);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
