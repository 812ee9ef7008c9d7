package io.rectify.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Reports of made-up runs; {@link #main} writes them for looking at. */
final class Samples {
    static final List<String> HOSTILE = List.of(
            "</script><img src=x onerror=alert(1)>",
            "<b>bold</b> & \"quoted\" 'text'",
            "<!--<script>",
            "{a|rich} ${x} {b}\nsecond line",
            "\u202Eright to left\u2028\u2029 \u05E9\u05DC\u05D5\u05DD",
            "&lt;already&gt; &amp;",
            "javascript:alert(1)//.png",
            "//evil.example/x.png",
            "a lone \uD83D surrogate and \u0000 control",
            "__proto__");

    private Samples() {}

    /** Writes all samples into a directory. */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Map<String, ReportModel> samples = Map.of(
                "k3", full(3, 40, i -> List.of("cat", "dog", "aeroplane").get(i)),
                "k30", full(30, 300, i -> "class number " + i),
                "k77", full(77, 5000, i -> "card_payment_wrong_exchange_rate_" + i),
                "k150", full(150, 500, i -> "a rather long class name of an intent that somebody chose, number " + i),
                "k1000", full(1000, 500, i -> "synset " + i),
                "hostile", hostile(),
                "empty", ReportModel.titled("Nothing but a title"));
        for (Map.Entry<String, ReportModel> sample : samples.entrySet()) {
            try (Writer writer = Files.newBufferedWriter(directory.resolve(sample.getKey() + ".html"))) {
                HtmlReport.write(sample.getValue(), writer);
            }
        }
    }

    /** Every part present, drawn from a seed. */
    static ReportModel full(int classes, int issues, IntFunction<String> name) {
        SplittableRandom random = new SplittableRandom(classes);
        List<String> names = IntStream.range(0, classes).mapToObj(name).toList();
        return ReportModel.titled("Audit of train.csv")
                .withSubtitle("10,003 rows, 384 features, " + classes + " classes")
                .withGeneratedBy("rectify 0.1.0, seed 1")
                .withDecideBy("rectify apply --labels train.csv --decisions review.csv --out fixed.csv")
                .withHeadlines(List.of(
                        new Headline("Labels likely wrong", "12.4 %", "1,240 of 10,003 rows"),
                        new Headline("Accuracy on right labels", "about 91 %", "89 to 93, by estimate"),
                        new Headline("Method", "consensus", "4 rounds, kappa 5"),
                        new Headline("Time", "8.3 s", "")))
                .withNoise(noise(names, random))
                .withReliability(reliability(random))
                .withRounds(List.of(
                        new Round("teacher", .812, OptionalDouble.of(.871), OptionalDouble.of(.862)),
                        new Round("student 1", .803, OptionalDouble.of(.893), OptionalDouble.of(.881)),
                        new Round("student 2", .797, OptionalDouble.of(.904), OptionalDouble.of(.89)),
                        new Round("student 3", .795, OptionalDouble.of(.906), OptionalDouble.empty())))
                .withSpectrum(spectrum())
                .withLevels(levels("These labels contradict that."))
                .withHistogram(new ErrorHistogram(
                        IntStream.rangeClosed(0, 20).mapToObj(i -> i / 20.0).toList(),
                        LongStream.range(0, 20)
                                .map(i -> i < 10 ? 0 : i * i / 4)
                                .boxed()
                                .toList(),
                        LongStream.range(0, 20)
                                .map(i -> (20 - i) * (20 - i) * (i < 14 ? 9L : 0L))
                                .boxed()
                                .toList()))
                .withClasses(IntStream.range(0, classes)
                        .mapToObj(i -> new ClassSummary(
                                names.get(i),
                                10 + random.nextInt(2000),
                                random.nextDouble() * .4,
                                i % 5 == 0 ? Optional.empty() : Optional.of(names.get((i + 1) % classes))))
                        .toList())
                .withIssues(issues(names, issues, random))
                .withTrials(IntStream.range(0, 24)
                        .mapToObj(i -> new TrialSummary(
                                "consensus, alpha 0." + i + ", kappa " + (i + 1),
                                i < 6 ? 10003 : 2001,
                                .8 - i * .004,
                                .004,
                                i * .004,
                                i == 2))
                        .toList())
                .withNotes(List.of(
                        "Wrong labels are taken to depend on the right class alone; where they depend on the row, the "
                                + "estimates are too low.",
                        "Every output leaves the row's own label out."));
    }

    /** Hostile texts wherever a text can stand. */
    static ReportModel hostile() {
        List<String> names = HOSTILE;
        SplittableRandom random = new SplittableRandom(1);
        List<Issue> issues = new ArrayList<>();
        for (String text : names) {
            issues.add(new Issue(
                    issues.size(), text, text, text, text, .5, .5, List.of(new Neighbour(1, -.25, text, text))));
        }
        issues.add(new Issue(99, "image", "images/a & b/<1>.png", "x", "y", .5, .5, List.of()));
        String all = String.join(" ", names);
        return new ReportModel(
                all,
                all,
                all,
                all,
                names.stream().map(text -> new Headline(text, text, text)).toList(),
                Optional.of(noise(names, random)),
                Optional.of(new Reliability(
                        names.get(1),
                        names.get(0),
                        reliability(random).before(),
                        reliability(random).after())),
                names.stream()
                        .map(text -> new Round(text, .5, OptionalDouble.empty(), OptionalDouble.empty()))
                        .toList(),
                Optional.of(new Spectrum(
                        List.of(3.0, 2.0, 0.0),
                        names.stream()
                                .map(text -> new Spectrum.Filter(text, List.of(1.0, .5, 0.0)))
                                .toList())),
                Optional.empty(),
                Optional.of(levels(all)),
                names.stream()
                        .map(text -> new ClassSummary(text, 1, .5, Optional.of(text)))
                        .toList(),
                issues,
                true,
                names.stream()
                        .collect(Collectors.toMap(text -> text, text -> "data:image/jpeg;base64,/9j/", (a, b) -> a)),
                names.stream()
                        .map(text -> new TrialSummary(text, 1, .5, .1, 0, false))
                        .toList(),
                names);
    }

    static NoiseMatrix noise(List<String> names, SplittableRandom random) {
        int classes = names.size();
        double[][] probabilities = new double[classes][classes];
        for (int i = 0; i < classes; i++) {
            double wrong = .05 + .3 * random.nextDouble();
            double rest = 0;
            for (int j = 0; j < classes; j++) {
                probabilities[i][j] = i == j ? 0 : Math.pow(random.nextDouble(), 12);
                rest += probabilities[i][j];
            }
            for (int j = 0; j < classes; j++) {
                probabilities[i][j] = i == j ? 1 - wrong : wrong * probabilities[i][j] / rest;
            }
        }
        return NoiseMatrix.of(names, probabilities);
    }

    private static LevelTest levels(String verdict) {
        return new LevelTest(
                verdict,
                IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> new LevelTest.Point(i / 10.0, .3 - .03 * i, .25 - .025 * i, .36 - .03 * i))
                        .toList());
    }

    private static Reliability reliability(SplittableRandom random) {
        List<Reliability.Bin> before = new ArrayList<>();
        List<Reliability.Bin> after = new ArrayList<>();
        for (int i = 2; i < 15; i++) {
            double confidence = (i + .5) / 15;
            long rows = 50 + random.nextInt(1000) * (long) i;
            before.add(new Reliability.Bin(confidence, Math.pow(confidence, .5), rows));
            after.add(new Reliability.Bin(confidence, Math.min(1, confidence + .04 * random.nextDouble()), rows));
        }
        return new Reliability(
                "5-fold cross-fitted outputs",
                "given labels",
                new Reliability.Curve(.148, before),
                new Reliability.Curve(.021, after));
    }

    private static Spectrum spectrum() {
        List<Double> eigenvalues = IntStream.rangeClosed(1, 384)
                .mapToObj(i -> 900 / Math.pow(i, 1.3))
                .toList();
        List<Spectrum.Filter> filters = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            int power = step;
            filters.add(new Spectrum.Filter(
                    "step " + step,
                    eigenvalues.stream().map(s -> Math.pow(s / (s + 5), power)).toList()));
        }
        return new Spectrum(eigenvalues, filters);
    }

    private static List<Issue> issues(List<String> names, int count, SplittableRandom random) {
        List<Issue> issues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Neighbour> neighbours = new ArrayList<>();
            for (int k = 0; k < 5; k++) {
                int row = random.nextInt(10003);
                neighbours.add(
                        new Neighbour(row, .3 / (k + 1), names.get(random.nextInt(names.size())), sentence(row)));
            }
            int given = random.nextInt(names.size());
            issues.add(new Issue(
                    random.nextInt(10003),
                    "u-" + i,
                    sentence(i),
                    names.get(given),
                    names.get((given + 1) % names.size()),
                    1 - .6 * i / count,
                    .5 + .5 * random.nextDouble(),
                    neighbours));
        }
        return issues;
    }

    private static String sentence(int row) {
        return "Row " + row + " asks why the card payment of last week was charged twice and in another currency";
    }
}
