package io.rectify.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The JMH benchmarks, with JMH's own options. */
@Command(name = "jmh", description = "JMH benchmarks; all further words go to JMH.", mixinStandardHelpOptions = true)
final class MicroBenchmarks implements Callable<Integer> {
    @Parameters(paramLabel = "JMH OPTION", arity = "0..*")
    String[] options = {};

    @Override
    public Integer call() throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(options));
        Main.main(words.toArray(new String[0]));
        return 0;
    }
}
