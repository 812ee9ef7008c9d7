package io.rectify.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;

/** Hot paths beside the matrix products that they consist of. */
@Command(
        name = "rates",
        description = "Microseconds of hot paths beside those of the matrix products that they consist of, one thread.",
        mixinStandardHelpOptions = true)
final class Rates implements Callable<Integer> {
    /** Methods of {@link RatesBenchmark}. */
    private record Path(String words, String method, String products) {}

    private static final List<Path> PATHS = List.of(
            new Path("evaluation of objective and gradient", "evaluation", "twoProducts"),
            new Path("copies among all pairs of rows", "copies", "pairProducts"),
            new Path("ten nearest rows of each", "nearestRows", "allPairProducts"));

    @Override
    public Integer call() throws RunnerException {
        System.out.println("| path | its products, µs | the path, µs | share of the products' rate |");
        System.out.println("|---|---|---|---|");
        for (Path path : PATHS) {
            double products = microseconds(path.products, 5);
            double own = microseconds(path.method, 5);
            System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f | %.2f |%n", path.words, products, own, products / own);
        }
        return 0;
    }

    /** Of one method of {@link RatesBenchmark}, in this process. */
    static double microseconds(String method, int iterations) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(RatesBenchmark.class.getName() + "." + method)
                        .forks(0)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.milliseconds(300))
                        .measurementIterations(iterations)
                        .measurementTime(TimeValue.milliseconds(150))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run()
                .iterator()
                .next()
                .getPrimaryResult()
                .getScore();
    }
}
