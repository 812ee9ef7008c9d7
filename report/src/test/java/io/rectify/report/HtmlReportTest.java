package io.rectify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {
    private static final Pattern SCRIPT = Pattern.compile("<script[^>]*>(.*?)</script", Pattern.DOTALL);

    private static String page(ReportModel model) throws IOException {
        StringBuilder out = new StringBuilder();
        HtmlReport.write(model, out);
        return out.toString();
    }

    /** The page without styles, scripts and data: what a browser reads as tags and text. */
    private static String markup(String page) {
        return page.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "");
    }

    private static String json(String page) {
        int start = page.indexOf(">", page.indexOf("id=\"data\"")) + 1;
        return page.substring(start, page.indexOf("</script>", start));
    }

    private static JsonNode data(ReportModel model) throws IOException {
        return new ObjectMapper().readTree(json(page(model)));
    }

    private static ReportModel everything() {
        return Samples.full(5, 30, i -> "class " + i);
    }

    /** The page says what takes its decisions, and offers them where something does. */
    @Test
    void decisionsAreOfferedWhereACommandTakesThem() throws IOException {
        String decided = page(everything().withDecideBy("apply --labels <a>.csv"));
        assertThat(decided)
                .contains("<pre>apply --labels &lt;a&gt;.csv</pre>")
                .contains("\"classes\":[\"class 0\",\"class 1\"");
        String shown = page(everything().withDecideBy(""));
        assertThat(shown).doesNotContain("<pre>").doesNotContain("\"classes\":[");
    }

    @Test
    void hostileTextsMakeNoTags() throws IOException {
        String harmless = markup(page(Samples.hostile())).toLowerCase(Locale.ROOT);

        assertThat(harmless)
                .doesNotContain("<img", "<b>", "<!--", "<script>", "<iframe", "\u0000")
                .contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;", "&amp;lt;already&amp;gt; &amp;amp;");
        assertThat(Pattern.compile("<[^>]*\\son[a-z]+\\s*=").matcher(harmless).find())
                .isFalse();
    }

    @Test
    void hostileTextsDoNotEndTheDataNorTheScripts() throws IOException {
        String page = page(Samples.hostile());
        List<String> scripts =
                SCRIPT.matcher(page).results().map(match -> match.group(1)).toList();

        assertThat(scripts).hasSize(3).noneMatch(script -> script.contains("<!--"));
        assertThat(scripts.get(0)).isEqualTo(json(page)).doesNotContain("<", ">", "&");
        assertThat(page).endsWith("</script>\n</body>\n</html>\n");
    }

    @Test
    void everyTextHasAnEncoding() throws IOException {
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(page(Samples.hostile())))
                .isTrue();
    }

    @ParameterizedTest
    @FieldSource("io.rectify.report.Samples#HOSTILE")
    void hostileTextsArriveInTheDataAsTheyAre(String text) throws IOException {
        JsonNode data = data(Samples.hostile());
        String expected = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(texts(data.get("texts"))).contains(expected);
        assertThat(texts(data.get("noise").get("names"))).contains(expected);
        assertThat(texts(data.get("rounds").get("names"))).contains(expected);
    }

    @Test
    void thePageNamesNoAddressToLoadFrom() throws IOException {
        for (ReportModel model : List.of(everything(), Samples.hostile())) {
            String markup = markup(page(model));
            assertThat(attributes(markup, "src")).isEmpty();
            assertThat(attributes(markup, "href")).containsExactly("data:,");
            assertThat(markup).doesNotContain("http://", "https://", "@import", "url(");
        }
        assertThat(Assets.style()).doesNotContain("http", "@import", "url(");
        assertThat(Assets.script()).doesNotContain("http", "fetch(", "XMLHttpRequest", "innerHTML", "eval(");
        assertThat(Pattern.compile("https?://[^\"' )]*")
                        .matcher(Assets.charts())
                        .results()
                        .map(MatchResult::group))
                .allMatch(link -> link.contains("LICENSE") || link.startsWith("http://www.w3.org/"));
    }

    @Test
    void thePolicyAllowsTheseScriptsAndStylesAlone() throws IOException {
        String page = page(everything());
        String policy = page.substring(page.indexOf("default-src"), page.indexOf("\">", page.indexOf("default-src")));
        List<String> scripts =
                SCRIPT.matcher(page).results().map(match -> match.group(1)).toList();
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));

        assertThat(policy)
                .isEqualTo("default-src 'none'; script-src " + Assets.hash(scripts.get(1)) + " "
                        + Assets.hash(scripts.get(2)) + "; style-src " + Assets.hash(style)
                        + "; img-src data:; base-uri 'none'; form-action 'none'");
        assertThat(markup(page)).doesNotContain(" style=");
    }

    @Test
    void theHashIsThatOfTheStandard() {
        // The example of Content Security Policy Level 3, section 8.2.
        assertThat(Assets.hash("alert('Hello, world.');"))
                .isEqualTo("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    @Test
    void imagesAreAllowedWhereTheModelAsksForThem() throws IOException {
        assertThat(page(everything())).doesNotContain("'self'");
        assertThat(page(everything().withImagePaths(true))).contains("img-src data: 'self' file:;");
        assertThat(data(everything()).get("images").booleanValue()).isFalse();
        assertThat(data(everything().withImagePaths(true)).get("images").booleanValue())
                .isTrue();
    }

    @Test
    void whatIsAbsentLeavesNoTrace() throws IOException {
        String page = page(ReportModel.titled("Only a title"));

        assertThat(json(page)).isEqualTo("{}");
        assertThat(markup(page))
                .contains("<h1 dir=\"auto\">Only a title</h1>")
                .doesNotContain("<section", "<table", "chart", "<dl", "<footer", "class=\"lead\"");
        assertThat(page.length()).as("without charts, no chart library").isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mistaken for which",
                "Do mistakes depend on the class alone?",
                "How far confidence",
                "Steps of the training",
                "Spectrum",
                "How sure",
                "Classes",
                "look at first</h2>",
                "Ways of training",
                "Notes"
            })
    void whatIsPresentHasItsSection(String heading) throws IOException {
        assertThat(markup(page(everything()))).contains(heading);
        assertThat(markup(page(ReportModel.titled("t")))).doesNotContain(heading);
    }

    @Test
    void theDataHoldTheModel() throws IOException {
        ReportModel model = everything();
        JsonNode data = data(model);
        JsonNode texts = data.get("texts");
        List<Issue> issues = new ArrayList<>();
        for (JsonNode issue : data.get("issues")) {
            List<Neighbour> neighbours = new ArrayList<>();
            for (JsonNode neighbour : issue.get(7)) {
                neighbours.add(new Neighbour(
                        neighbour.get(0).longValue(),
                        neighbour.get(1).doubleValue(),
                        texts.get(neighbour.get(2).intValue()).textValue(),
                        texts.get(neighbour.get(3).intValue()).textValue()));
            }
            issues.add(new Issue(
                    issue.get(0).longValue(),
                    texts.get(issue.get(1).intValue()).textValue(),
                    texts.get(issue.get(2).intValue()).textValue(),
                    texts.get(issue.get(3).intValue()).textValue(),
                    texts.get(issue.get(4).intValue()).textValue(),
                    issue.get(5).doubleValue(),
                    issue.get(6).doubleValue(),
                    neighbours));
        }

        assertThat(issues)
                .usingRecursiveFieldByFieldElementComparator(
                        org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration.builder()
                                .withComparatorForType(HtmlReportTest::almost, Double.class)
                                .build())
                .isEqualTo(model.issues());
        ErrorHistogram histogram = model.histogram().orElseThrow();
        assertThat(numbers(data.get("histogram").get("flagged")))
                .isEqualTo(histogram.flagged().stream().map(Long::doubleValue).toList());
        assertThat(numbers(data.get("spectrum").get("eigenvalues")))
                .usingElementComparator(HtmlReportTest::almost)
                .isEqualTo(model.spectrum().orElseThrow().eigenvalues());
        assertThat(data.get("rounds").get("test").get(3).isNull()).isTrue();
        assertThat(data.get("rounds").get("truth").get(1).doubleValue()).isEqualTo(.893);
        NoiseMatrix noise = model.noise().orElseThrow();
        assertThat(data.get("noise").get("cells"))
                .hasSize(25)
                .allSatisfy(cell -> assertThat(almost(
                                cell.get(2).doubleValue(),
                                noise.probability(
                                        cell.get(0).intValue(), cell.get(1).intValue())))
                        .isZero());
    }

    @Test
    void theSameModelGivesTheSamePage() throws IOException {
        Locale before = Locale.getDefault();
        String page = page(everything());
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(page(everything())).isEqualTo(page);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aThousandClassesAreDrawnByThoseThatAreConfusedMost() throws IOException {
        ReportModel model = Samples.full(1000, 1, i -> "class " + i);
        JsonNode noise = data(model).get("noise");
        int shown = noise.get("names").size();

        assertThat(shown).isBetween(2, 50);
        assertThat(noise.get("cells")).hasSize(shown * shown);
        assertThat(markup(page(model))).contains("Of 1,000 classes, the " + shown);
    }

    @Test
    void manyClassesWithoutConfusionAreTold() throws IOException {
        double[][] clean = new double[40][40];
        for (int i = 0; i < 40; i++) {
            clean[i][i] = 1;
        }
        List<String> names =
                java.util.stream.IntStream.range(0, 40).mapToObj(i -> "c" + i).toList();
        String markup = markup(page(ReportModel.titled("t").withNoise(NoiseMatrix.of(names, clean))));

        assertThat(markup).contains("No class is mistaken").doesNotContain("data-chart");
    }

    @Test
    void withoutScriptsTheFirstHundredIssuesAreThere() throws IOException {
        String markup = markup(page(Samples.full(3, 250, i -> "class " + i)));

        assertThat(markup).contains("The first 100 of 250.", ">u-99<").doesNotContain(">u-100<");
    }

    private static int almost(double a, double b) {
        return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : Double.compare(a, b);
    }

    private static List<String> attributes(String markup, String name) {
        return Pattern.compile("<[^>]*\\s" + name + "=\"([^\"]*)\"")
                .matcher(markup)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.textValue()));
        return texts;
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(node -> numbers.add(node.doubleValue()));
        return numbers;
    }
}
