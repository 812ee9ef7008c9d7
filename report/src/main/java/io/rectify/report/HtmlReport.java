package io.rectify.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a {@link ReportModel} as one HTML file that needs nothing else: styles, scripts and data are in it, and its
 * content security policy allows no other and no connection. Without scripts it still shows figures, tables, notes and
 * the first {@value HtmlReport#PRINTED} issues, which are also what is printed.
 *
 * <p>Stateless and safe for use by several threads. The same model gives the same characters.
 */
public final class HtmlReport {
    static final int PRINTED = 100;
    private static final int CLASSES_DRAWN = 30;
    private static final int PAIRS = 25;

    private HtmlReport() {}

    /**
     * Writes the page; it says of itself that it is UTF-8, which the caller must encode it in.
     *
     * @throws IOException if out throws it
     */
    public static void write(ReportModel model, Appendable out) throws IOException {
        List<NoiseMatrix.Pair> pairs =
                model.noise().map(noise -> noise.mostConfused(PAIRS)).orElse(List.of());
        List<Integer> drawn = model.noise().map(noise -> drawn(noise, pairs)).orElse(List.of());
        String style = Assets.style();
        String charts = needsCharts(model, drawn) ? Assets.charts() : "";
        String script = Assets.script();
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"");
        out.append(policy(model, style, charts, script)).append("\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n");
        out.append("<title>").append(Html.escape(model.title())).append("</title>\n");
        out.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
        new ReportBody(model, pairs, drawn, out).write(charts.isEmpty() ? "" : Assets.chartsVersion());
        out.append("<script type=\"application/json\" id=\"data\">");
        out.append(ReportJson.of(model, drawn)).append("</script>\n");
        if (!charts.isEmpty()) {
            out.append("<script>").append(charts).append("</script>\n");
        }
        out.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
    }

    private static List<Integer> drawn(NoiseMatrix noise, List<NoiseMatrix.Pair> pairs) {
        int classes = noise.classes().size();
        return classes <= CLASSES_DRAWN ? IntStream.range(0, classes).boxed().toList() : NoiseMatrix.involved(pairs);
    }

    private static boolean needsCharts(ReportModel model, List<Integer> drawn) {
        return !drawn.isEmpty()
                || model.reliability().isPresent()
                || model.rounds().size() > 1
                || model.spectrum().isPresent()
                || model.histogram().isPresent()
                || model.levels().isPresent();
    }

    /** Allows these very scripts and styles, and images beside the page only where the model asks for them. */
    private static String policy(ReportModel model, String style, String charts, String script) {
        return "default-src 'none'; script-src "
                + (charts.isEmpty() ? "" : Assets.hash(charts) + " ")
                + Assets.hash(script)
                + "; style-src "
                + Assets.hash(style)
                + "; img-src data:"
                + (model.imagePaths() ? " 'self' file:" : "")
                + "; base-uri 'none'; form-action 'none'";
    }
}
