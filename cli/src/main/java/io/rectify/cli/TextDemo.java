package io.rectify.cli;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.OutputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bundled texts with planted mistakes, audited: 455 questions of bank customers, every sixth of the 77 intents of Banking77 by
 * name and the first 35 training texts of each (Casanueva et al. 2020, CC BY 4.0). It runs the commands that a person would.
 */
final class TextDemo {
    private static final String RIGHT = "right.csv";
    private static final String TEXTS = "texts.csv";
    private static final String AUDIT = "audit";
    private static final String PARTS = ".";
    private static final Set<String> OURS = Set.of(RIGHT, TEXTS, AUDIT);

    private final Path folder;
    private final double rate;

    /** @param rate share of the labels to make wrong */
    TextDemo(Path folder, double rate) {
        this.folder = folder;
        this.rate = rate;
    }

    int run() throws IOException {
        check();
        Files.createDirectories(folder);
        Path right = folder.resolve(RIGHT);
        AtomicOutput.file(right, TextDemo::copy);
        Path texts = folder.resolve(TEXTS);
        Path audit = folder.resolve(AUDIT);
        System.out.printf(
                "Questions of bank customers with their intents, %s of which are now made wrong at random.%n%n",
                Wording.percent(rate));
        int code = command("corrupt", "--labels", right, "--kind", "symmetric", "--rate", rate, "--out", texts);
        if (code == 0) {
            code = command("audit", texts, "--true-labels", right, "--out", audit, "--overwrite");
        }
        if (code == 0) {
            System.out.printf(
                    "%nOpen this page in a browser:%n%s%n",
                    audit.resolve(ReportFile.NAME).toAbsolutePath().normalize());
        }
        return code;
    }

    private static void copy(Path target) throws IOException {
        try (InputStream in = TextDemo.class.getResourceAsStream("banking77.csv")) {
            if (in == null) {
                throw new IOException("this build of rectify has no texts for the demo");
            }
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Nothing but an earlier demo is ever replaced. */
    private void check() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                List<String> foreign = entries.map(entry -> String.valueOf(entry.getFileName()))
                        .filter(name -> !OURS.contains(name) && !name.startsWith(PARTS))
                        .sorted()
                        .toList();
                if (!foreign.isEmpty()) {
                    throw new OutputException(
                            folder, "holds " + foreign.get(0) + ", which the demo does not write; --out names another");
                }
            }
        }
    }

    private static int command(Object... words) {
        List<String> args = new ArrayList<>();
        for (Object word : words) {
            args.add(word.toString());
        }
        System.out.println("> rectify " + String.join(" ", args));
        System.out.flush();
        return RectifyCommand.run(args.toArray(String[]::new));
    }
}
