package io.rectify.cli;

import io.rectify.formats.Excerpt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line that goes on from this one, as a shell takes it: called as this one was, with those options repeated that say how
 * files are to be read.
 *
 * @param program what it is called by
 * @param spec of this command
 * @param idsOfLabels whether the labels' file has the ids, so that --id-column is to be repeated
 */
record NextCommand(String program, CommandSpec spec, boolean idsOfLabels) {
    private static final String USUAL = "rectify";

    /** Set by the launcher: what it was called by. */
    private static final String CALLED = "RECTIFY_COMMAND";

    private static final List<String> OF_LABELS =
            List.of("--label-column", "--id-column", "--delimiter", "--encoding", "--unlabelled", "--normalise-labels");
    private static final List<String> OF_FEATURES =
            List.of("--features-columns", "--array", "--image-column", "--delimiter", "--encoding");

    static NextCommand after(CommandSpec spec, boolean idsOfLabels) {
        return new NextCommand(called(), spec, idsOfLabels);
    }

    /** What rectify was called by, so that a printed command works where it is pasted. */
    static String called() {
        String called = System.getenv(CALLED);
        return called == null || called.isBlank() ? USUAL : quoted(called);
    }

    /** The same for a page, which may be read elsewhere. */
    NextCommand onPage() {
        return new NextCommand(USUAL, spec, idsOfLabels);
    }

    /** Carries decisions into labels. */
    String apply(Path labelsFile, Path decisions) {
        boolean folder = Files.isDirectory(labelsFile);
        boolean again = String.valueOf(labelsFile.getFileName()).startsWith("fixed");
        List<String> words = new ArrayList<>(
                List.of(program, "apply", "--labels", quoted(labelsFile), "--decisions", quoted(decisions)));
        for (String option : folder ? List.<String>of() : OF_LABELS) {
            if (!option.equals("--id-column") || idsOfLabels) {
                words.addAll(repeated(option));
            }
        }
        words.addAll(
                List.of("--out", quoted((again ? "refixed" : "fixed") + (folder ? ".csv" : extension(labelsFile)))));
        return String.join(" ", words);
    }

    /**
     * Foretells new rows.
     *
     * @param embedded whether the model's features were made of texts or pictures
     */
    String predict(Path model, boolean embedded) {
        List<String> words = new ArrayList<>(List.of(program, "predict", "--model", quoted(model)));
        words.add(embedded ? "NEW_DATA" : "--features NEW_FEATURES");
        OF_FEATURES.forEach(option -> words.addAll(repeated(option)));
        words.add("--out predictions.csv");
        return String.join(" ", words);
    }

    /** An option as it was typed; nothing if it was not. */
    private List<String> repeated(String name) {
        OptionSpec option = spec.findOption(name);
        if (option == null || option.originalStringValues().isEmpty()) {
            return List.of();
        }
        return option.arity().max() == 0
                ? List.of(name)
                : option.originalStringValues().stream()
                        .map(value -> name + " " + quoted(value))
                        .toList();
    }

    private static String quoted(Path path) {
        return quoted(path.toString());
    }

    /** A word as a shell takes it whole. */
    private static String quoted(String word) {
        String line = Excerpt.escape(word);
        return line.matches("[\\p{L}\\p{N}_@%+=:,./-]+") ? line : "'" + line.replace("'", "'\\''") + "'";
    }

    /** The ending of a file's name, with its dots. */
    private static String extension(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.toLowerCase(Locale.ROOT).endsWith(".gz")
                ? name.lastIndexOf('.', Math.max(0, name.length() - 4))
                : name.lastIndexOf('.');
        return dot < 0 ? ".csv" : name.substring(dot);
    }
}
