package io.rectify.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The JMH benchmarks, with JMH's own options. */
@Command(name = "jmh", description = "JMH benchmarks; all further words go to JMH.", mixinStandardHelpOptions = true)
final class MicroBenchmarks implements Callable<Integer> {
    @Unmatched
    String[] options = {};

    @Override
    public Integer call() throws Exception {
        Main.main(options);
        return 0;
    }
}
