package io.rectify.cli;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.embed.Pooling;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.Excerpt;
import io.rectify.formats.NearestName;
import io.rectify.metrics.Metric;
import io.rectify.select.SearchBudget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command and its exit codes: 0 done, 2 bad usage or bad input, 1 a fault of ours. */
@Command(
        name = "rectify",
        header = {
            "Find wrong labels and learn from labels that are partly wrong. Most people need:",
            "  rectify audit reviews.csv --out audit/",
            "  rectify train reviews.csv --out run/",
            "",
        },
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            AuditCommand.class,
            ReviewCommand.class,
            ApplyCommand.class,
            EmbedCommand.class,
            PredictCommand.class,
            EvaluateCommand.class,
            CorruptCommand.class,
            AnnotatorsCommand.class,
            TheoryCommand.class,
            ExplainCommand.class,
            ConvertCommand.class,
            DoctorCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with:  rectify demo",
            "Each command has its own --help.",
            "Exit codes: 0 done, 2 bad usage or bad input (one line says what), 1 a fault of rectify.",
        })
public final class RectifyCommand {
    private static final int BAD_INPUT = 2;
    private static final int FAULT = 1;

    /** Set by Ctrl-C and SIGTERM: what fails from then on fails because of that. */
    private static volatile boolean ending;

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true));
        System.exit(run(args));
    }

    /** Runs one command line and returns its exit code. */
    static int run(String... args) {
        CommandLine commandLine = commandLine(Method.all());
        if (args.length == 0) {
            commandLine.usage(commandLine.getOut());
            return BAD_INPUT;
        }
        int exitCode = execute(commandLine, args);
        commandLine.getOut().flush();
        if (exitCode == 0 && (System.out.checkError() || commandLine.getOut().checkError())) {
            complain(commandLine.getErr(), "standard output cannot be written");
            return BAD_INPUT;
        }
        return exitCode;
    }

    /** The command with these methods to train by. */
    static CommandLine commandLine(List<Method> methods) {
        CommandLine commandLine = new CommandLine(new RectifyCommand())
                .setParameterExceptionHandler(RectifyCommand::badUsage)
                .setExecutionExceptionHandler((exception, command, parsed) -> failed(exception, command.getErr()))
                .setUsageHelpAutoWidth(true)
                .setExpandAtFiles(false)
                .registerConverter(SearchBudget.class, RectifyCommand::budget)
                .registerConverter(Preprocessing.Scheme.class, word -> Choice.of(Preprocessing.Scheme.values(), word))
                .registerConverter(Metric.class, word -> Choice.of(Metric.values(), word))
                .registerConverter(ModelOptions.Chunks.class, word -> Choice.of(ModelOptions.Chunks.values(), word))
                .registerConverter(
                        PictureScaleOptions.Preset.class, word -> Choice.of(PictureScaleOptions.Preset.values(), word))
                .registerConverter(Pooling.class, word -> Choice.of(Pooling.values(), word))
                .registerConverter(
                        CorruptionOptions.Kind.class, word -> Choice.of(CorruptionOptions.Kind.values(), word));
        CommandLine train = Objects.requireNonNull(commandLine.getSubcommands().get("train"));
        ((TrainCommand) train.getCommand()).method.offer(methods, train.getCommandSpec());
        return commandLine;
    }

    /** A time such as 30s, 5m or 1h30m, or a number of evaluations. */
    private static SearchBudget budget(String word) {
        try {
            if (word.equals(SearchBudget.UNLIMITED.toString())) {
                return SearchBudget.UNLIMITED;
            }
            if (word.matches("\\d{1,18}")) {
                return SearchBudget.ofEvaluations(Long.parseLong(word));
            }
            Duration duration = Duration.parse("PT" + word.toUpperCase(Locale.ROOT));
            if (!duration.isNegative() && !duration.isZero()) {
                return SearchBudget.ofTime(duration);
            }
        } catch (DateTimeParseException e) {
            throw new CommandLine.TypeConversionException(
                    "expected a time such as 30s or 5m, or a number of evaluations, but was '" + word + "'");
        }
        throw new CommandLine.TypeConversionException("expected a time above 0 but was '" + word + "'");
    }

    private static int execute(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError e) {
            complain(
                    commandLine.getErr(),
                    "not enough memory: " + e.getMessage()
                            + " (RECTIFY_JAVA_OPTS=-Xmx... raises the Java heap's limit)");
        } catch (LinkageError e) {
            complain(
                    commandLine.getErr(),
                    "the native library cannot be loaded: " + e.getMessage()
                            + " (RECTIFY_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR names a writable folder for it)");
        }
        return FAULT;
    }

    private static int badUsage(CommandLine.ParameterException exception, String[] args) {
        CommandLine command = exception.getCommandLine();
        complain(
                command.getErr(),
                unknown(command, args).orElse(plain(String.valueOf(exception.getMessage()))) + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return BAD_INPUT;
    }

    /** What is said of the first word that is no command or option; none if all are. */
    private static Optional<String> unknown(CommandLine command, String[] args) {
        Map<String, CommandLine> commands = command.getSubcommands();
        if (!commands.isEmpty()) {
            return Arrays.stream(args)
                    .filter(word -> !word.startsWith("-") && !commands.containsKey(word))
                    .findFirst()
                    .map(word -> "no command " + quoted(word) + NearestName.hint(word, commands.keySet()));
        }
        Set<String> names = command.getCommandSpec().optionsMap().keySet();
        return Arrays.stream(args)
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(word -> word.matches("--[a-zA-Z].*") && !names.contains(word))
                .findFirst()
                .map(word -> word.matches("--(gpu|cuda|device)")
                        ? "no option " + quoted(word) + ": rectify computes on the processor alone, by --threads"
                        : "no option " + quoted(word) + hint(word, names));
    }

    /** Of --label, both the file and its column may be meant. */
    private static String hint(String word, Set<String> names) {
        String several = word + "s";
        String column = word + "-column";
        return names.contains(several) && names.contains(column)
                ? "; did you mean " + quoted(several) + ", a file, or " + quoted(column) + ", a column of one?"
                : NearestName.hint(word, names);
    }

    /** What picocli says, in words that need no Java. */
    private static String plain(String message) {
        return message.replaceAll("is not an? (int|long)\\b", "is not a whole number")
                .replaceAll("is not a (double|float)\\b", "is not a number")
                .replaceAll("Unmatched arguments? (at|from) index \\d+: ", "more than one input was named: ");
    }

    private static String quoted(String word) {
        return Excerpt.quoted(word);
    }

    private static int failed(Exception thrown, PrintWriter err) {
        Exception exception = thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException cause
                ? cause
                : thrown;
        if (exception instanceof IllegalArgumentException || exception instanceof DataFormatException) {
            complain(err, String.valueOf(exception.getMessage()));
            return BAD_INPUT;
        }
        if (exception instanceof NoSuchFileException missing) {
            complain(err, missing.getFile() + ": no such file");
            return BAD_INPUT;
        }
        if (exception instanceof AccessDeniedException denied) {
            complain(err, denied.getFile() + ": permission denied");
            return BAD_INPUT;
        }
        if (exception instanceof FileSystemException system) {
            complain(err, system.getFile() + ": " + (system.getReason() == null ? "not usable" : system.getReason()));
            return BAD_INPUT;
        }
        if (exception instanceof IOException) {
            complain(err, String.valueOf(exception.getMessage()));
            return BAD_INPUT;
        }
        if (exception instanceof ArithmeticException) {
            complain(err, String.valueOf(exception.getMessage()));
            return FAULT;
        }
        complain(err, "this is a fault of rectify, please report it with the lines below");
        if (!ending) {
            exception.printStackTrace(err);
        }
        return FAULT;
    }

    /** One line, whatever the message holds; nothing once the process has been told to end. */
    private static void complain(PrintWriter err, String message) {
        if (!ending) {
            err.println("rectify: " + Excerpt.escape(message));
            err.flush();
        }
    }
}
