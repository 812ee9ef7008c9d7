package io.rectify.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.rectify.bench.Bench;
import io.rectify.formats.Npy;
import io.rectify.linalg.Matrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

/** Everything that README, the guide and the page of measurements show runs: rectify commands, bench commands, Java. */
class ReadmeTest {
    private static final Path ROOT = Project.root();
    private static final String README = "README.md";
    private static final String JAVA = "docs/java.md";
    private static final String MEASURED = "docs/measured.md";

    /** Those whose commands run. */
    private static final List<String> PAGES = List.of(
            README,
            "docs/index.md",
            "docs/wrong-labels.md",
            "docs/classifiers.md",
            "docs/why.md",
            "docs/texts.md",
            "docs/formats.md");

    private static Stream<String> shown() {
        return Stream.concat(PAGES.stream(), Stream.of(JAVA, MEASURED));
    }

    @TempDir
    Path folder;

    /** The fenced blocks of a language. */
    private static List<String> blocks(String page, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve(page)));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** Continued lines joined, comments left out. */
    private static List<String> commands(String page) throws IOException {
        return String.join("", blocks(page, "sh"))
                .replaceAll("\\\\\\n\\s*", " ")
                .lines()
                .map(line -> line.replaceAll("\\s+#.*$", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("shown")
    void everyCommandIsOfAKnownKind(String page) throws IOException {
        assertThat(commands(README)).contains("./rectify demo", "./mvnw verify");
        assertThat(commands(page))
                .allMatch(command -> command.equals("./mvnw verify")
                        || command.startsWith("./rectify ")
                        || command.startsWith("bench/run "));
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void rectifyCommandsRunInTheirOrder(String page) throws IOException, InterruptedException {
        writeData();
        List<String> commands =
                commands(page).stream().filter(c -> c.startsWith("./rectify ")).toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
        for (String command : commands) {
            List<String> words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.rectify.cli.RectifyCommand"));
            words.addAll(List.of(command.split("\\s+")).subList(1, command.split("\\s+").length));
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(command + "\n" + printed).isZero();
        }
    }

    /** A stranger reads a screen and a half. */
    @Test
    void readmeIsShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve(README))).hasSizeLessThanOrEqualTo(110);
    }

    /** Links of every page lead to files that are there, and to headings that they have. */
    @Test
    void linksLeadSomewhere() throws IOException {
        List<Path> pages = new ArrayList<>(
                List.of(ROOT.resolve(README), ROOT.resolve("ARCHITECTURE.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        for (Path page : pages) {
            Matcher links =
                    Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)").matcher(Files.readString(page));
            while (links.find()) {
                if (links.group(1).contains("://")) {
                    continue;
                }
                Path target = links.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(links.group(1)).normalize();
                assertThat(target).as("link of %s", page).exists();
                if (links.group(2) != null) {
                    assertThat(headings(target))
                            .as("link of %s to %s", page, target)
                            .contains(links.group(2));
                }
            }
        }
    }

    /** As GitHub makes anchors of them. */
    private static List<String> headings(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void benchCommandsExist() throws IOException {
        List<String> commands = commands(MEASURED).stream()
                .filter(c -> c.startsWith("bench/run "))
                .toList();
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            String[] words = command.substring("bench/run ".length()).split("\\s+");
            assertThat(new CommandLine(new Bench()).parseArgs(words).hasSubcommand())
                    .as(command)
                    .isTrue();
        }
    }

    /** The pom that is shown is well-formed, for the JDK that the project needs, and names modules of this version. */
    @Test
    void thePomNamesTheModules() throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        Document shown = builder.parse(
                new ByteArrayInputStream(blocks(JAVA, "xml").get(0).getBytes(StandardCharsets.UTF_8)));
        Document own = builder.parse(ROOT.resolve("pom.xml").toFile());
        assertThat(texts(shown, "maven.compiler.release")).isEqualTo(texts(own, "maven.compiler.release"));
        assertThat(texts(shown, "artifactId")).contains("rectify-core", "rectify-formats");
        assertThat(texts(shown, "version").subList(1, 3))
                .containsOnly(texts(own, "version").get(0));
    }

    private static List<String> texts(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    @Test
    void libraryExampleCompilesAndRuns() throws Exception {
        writeData();
        assertThat(blocks(README, "java")).hasSize(1);
        assertThat(printed(blocks(README, "java").get(0))).contains("left");
    }

    @Test
    void networkExampleCompilesAndRuns() throws Exception {
        assertThat(Double.parseDouble(printed(blocks(JAVA, "java").get(0)))).isBetween(0.0, 1.0);
        assertThat(folder.resolve("network.safetensors")).exists();
    }

    /** What an example prints, its files being in the folder. */
    private String printed(String example) throws Exception {
        String imports =
                example.lines().filter(line -> line.startsWith("import ")).reduce("", (a, b) -> a + b + "\n");
        String body = example.lines()
                .filter(line -> !line.startsWith("import "))
                .reduce("", (a, b) -> a + b + "\n")
                .replace("Path.of(\"", "Path.of(\"" + folder + "/");
        compile(imports + "public class Example { public static void main(String[] args) throws Exception {\n" + body
                + "}}\n");

        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (var loader = new java.net.URLClassLoader(
                new java.net.URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void compile(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        java.io.StringWriter messages = new java.io.StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        assertThat(compiled).as(source + messages).isTrue();
    }

    /** The files that README's reader has. */
    private void writeData() throws IOException {
        Random random = new Random(3);
        writeSplit("train", 120, random);
        writeSplit("test", 40, random);
    }

    private void writeSplit(String split, int rows, Random random) throws IOException {
        float[][] x = new float[rows][6];
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < 6; j++) {
                x[i][j] = (float) (random.nextGaussian() + (i % 2 == 0 ? 1 : -1));
            }
            csv.append("text ").append(i).append(i % 2 == 0 ? ",left\n" : ",right\n");
        }
        try (Matrix matrix = Matrix.of(x)) {
            Npy.writeMatrix(folder.resolve(split + "_features.npy"), matrix);
        }
        Files.writeString(folder.resolve(split + ".csv"), csv);
        if (split.equals("train")) {
            Files.writeString(folder.resolve("noisy.csv"), csv);
            Path model = Files.createDirectory(folder.resolve("minilm"));
            for (String file : List.of("model.onnx", "tokenizer.json")) {
                Files.copy(
                        ROOT.resolve("embed/src/test/resources/io/rectify/embed/tiny")
                                .resolve(file),
                        model.resolve(file));
            }
        }
    }
}
