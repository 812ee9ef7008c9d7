package io.rectify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.rectify.formats.Refusal;
import io.rectify.linalg.Matrix;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.probe.StopReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPartsTest {
    private static final Duration AT_ONCE = Duration.ZERO;

    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private Path target() {
        return directory.resolve("run");
    }

    private Path hidden() {
        return directory.resolve(".run.parts");
    }

    private List<String> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static SoftmaxProbe.Fit fit(long seed) {
        Random random = new Random(seed);
        Matrix weights = Matrix.zeros(3, 2);
        for (int i = 0; i < 3; i++) {
            weights.setRows(i, 1, new float[] {(float) random.nextGaussian(), Float.MIN_VALUE * (i + 1)});
        }
        return new SoftmaxProbe.Fit(
                SoftmaxProbe.of(weights, new float[] {-0f, 1e-38f}),
                random.nextDouble() / 3,
                seed == 2 ? Double.NaN : Math.nextUp(0.1) * seed,
                Double.MIN_VALUE,
                (int) seed,
                17,
                StopReason.STALLED);
    }

    private static SoftmaxProbe.Fit never() {
        return fail("the fit is known");
    }

    private static void assertSame(SoftmaxProbe.Fit found, SoftmaxProbe.Fit expected) {
        for (int i = 0; i < 3; i++) {
            assertThat(bits(found.probe().weights().row(i)))
                    .isEqualTo(bits(expected.probe().weights().row(i)));
        }
        assertThat(bits(found.probe().bias())).isEqualTo(bits(expected.probe().bias()));
        assertThat(found.toString().replaceFirst("SoftmaxProbe@[0-9a-f]+", ""))
                .isEqualTo(expected.toString().replaceFirst("SoftmaxProbe@[0-9a-f]+", ""));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private FitParts fits(RunParts parts, String fingerprint) throws IOException {
        return parts.fits(fingerprint, AT_ONCE, warnings::add);
    }

    /** Leaves three fits, as a process that is killed does. */
    private void leaveThreeFits() throws IOException {
        try (RunParts parts = RunParts.open(target())) {
            FitParts fits = fits(parts, "a");
            for (int i = 1; i <= 3; i++) {
                int seed = i;
                fits.recall("fit " + i, () -> fit(seed));
            }
        }
        assertThat(entries(hidden())).contains("fits-000001.json", "fits-000001.safetensors", "fingerprint");
    }

    @Test
    void fitsAreReadBackBitForBit() throws IOException {
        leaveThreeFits();
        try (RunParts parts = RunParts.open(target())) {
            FitParts fits = fits(parts, "a");
            int known = fits.known();
            assertThat(known).isPositive();
            for (int i = 1; i <= known; i++) {
                assertSame(fits.recall("fit " + i, RunPartsTest::never), fit(i));
            }
            assertSame(fits.recall("another", () -> fit(9)), fit(9));
            parts.done();
        }
        assertThat(entries(directory)).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void anotherFingerprintStartsAnew() throws IOException {
        leaveThreeFits();
        try (RunParts parts = RunParts.open(target())) {
            assertThat(fits(parts, "b").known()).isZero();
            assertThat(entries(hidden())).containsExactly("lock");
        }
        assertThat(entries(directory)).isEmpty();
    }

    @Test
    void aPartThatIsDamagedIsAsGoodAsNone() throws IOException {
        leaveThreeFits();
        Path tensors = hidden().resolve("fits-000001.safetensors");
        byte[] bytes = Files.readAllBytes(tensors);
        Files.write(tensors, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        try (RunParts parts = RunParts.open(target())) {
            assertSame(fits(parts, "a").recall("fit 1", () -> fit(8)), fit(8));
        }
        try (RunParts parts = RunParts.open(target())) {
            assertSame(fits(parts, "a").recall("fit 1", RunPartsTest::never), fit(8));
        }
        for (Path file : FitParts.files(hidden())) {
            if (file.toString().endsWith(".json")) {
                Files.writeString(file, "[{\"name\":");
            }
        }
        try (RunParts parts = RunParts.open(target())) {
            FitParts fits = fits(parts, "a");
            assertThat(fits.known()).isZero();
            assertSame(fits.recall("fit 1", () -> fit(7)), fit(7));
        }
    }

    @Test
    void aComputationOfSecondsWritesNothing() throws IOException {
        try (RunParts parts = RunParts.open(target())) {
            FitParts fits = parts.fits("a", Duration.ofMinutes(1), warnings::add);
            fits.recall("fit 1", () -> fit(1));
            assertThat(entries(hidden())).containsExactly("lock");
        }
        assertThat(entries(directory)).isEmpty();
    }

    @Test
    void partsThatCannotBeWrittenAreToldOfOnceAndGoneWithout() throws IOException {
        try (RunParts parts = RunParts.open(target())) {
            FitParts fits = fits(parts, "a");
            Files.createDirectory(hidden().resolve("fingerprint.json"));
            Files.createDirectory(hidden().resolve("fits-000001.safetensors"));
            assertSame(fits.recall("fit 1", () -> fit(1)), fit(1));
            assertSame(fits.recall("fit 2", () -> fit(2)), fit(2));
            Files.delete(hidden().resolve("fits-000001.safetensors"));
            Files.delete(hidden().resolve("fingerprint.json"));
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith("finished steps cannot be kept").contains("fits-000001.safetensors");
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        Files.writeString(Files.createDirectory(hidden()).resolve("letter.txt"), "dear");
        leaveThreeFits();
        try (RunParts parts = RunParts.open(target())) {
            parts.done();
        }
        assertThat(hidden().resolve("letter.txt")).hasContent("dear");
    }

    @Test
    void aSecondRunOfTheSameOutputIsRefused() throws Exception {
        try (RunParts first = RunParts.open(target())) {
            assertThat(Refusal.ofOutput(() -> RunParts.open(target()))).isEqualTo(busy());
            assertThat(Refusal.ofOutput(() -> RunParts.open(target()))).isEqualTo(busy());
            assertThat(holder().inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo(busy());
            try (RunParts other = RunParts.open(directory.resolve("other"))) {
                assertThat(fits(other, "a").known()).isZero();
            }
            assertThat(fits(first, "a").known()).isZero();
        }
        assertThat(entries(directory)).isEmpty();
    }

    @Test
    void aProcessThatIsKilledReleasesItsLock() throws Exception {
        Process process = holder();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("locked true");
        assertThat(Refusal.ofOutput(() -> RunParts.open(target()))).isEqualTo(busy());
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        try (RunParts parts = RunParts.open(target())) {
            assertThat(fits(parts, "a").known()).isZero();
        }
        assertThat(entries(directory)).isEmpty();
    }

    /** Of many that start and end at the same place at the same time, one at a time is at work. */
    @Test
    void oneAtATime() throws Exception {
        Path counter = Files.writeString(directory.resolve("counter"), "0");
        List<Thread> threads = new ArrayList<>();
        java.util.concurrent.atomic.AtomicInteger ran = new java.util.concurrent.atomic.AtomicInteger();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    try (RunParts parts = RunParts.open(target())) {
                        assertThat(parts).isNotNull();
                        int before = Integer.parseInt(Files.readString(counter));
                        Files.writeString(counter, Integer.toString(before + 1));
                        ran.incrementAndGet();
                    } catch (IOException e) {
                        Thread.onSpinWait();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ran.get()).isPositive();
        assertThat(Files.readString(counter)).isEqualTo(Integer.toString(ran.get()));
        assertThat(entries(directory)).containsExactly("counter");
    }

    private String busy() {
        return target() + ": another process is writing it at this moment";
    }

    private Process holder() throws IOException, URISyntaxException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        target().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void anOutputThatWasMovedAsideIsMovedBack() throws IOException {
        Path old = Files.createDirectory(directory.resolve(".run.old-0123456789ab"));
        Files.writeString(old.resolve("run.json"), "old");
        Files.writeString(
                Files.createDirectory(directory.resolve(".run.tmp-0123456789ab"))
                        .resolve("run.json"),
                "half");
        try (RunParts parts = RunParts.open(target())) {
            assertThat(target().resolve("run.json")).hasContent("old");
            assertThat(fits(parts, "a").known()).isZero();
        }
        assertThat(entries(directory)).containsExactly("run");
    }

    @Test
    void anOutputThatHasBeenReplacedStays() throws IOException {
        Files.writeString(Files.createDirectory(target()).resolve("run.json"), "new");
        Path old = Files.createDirectory(directory.resolve(".run.old-0123456789ab"));
        Files.writeString(old.resolve("run.json"), "old");
        RunParts.open(target()).close();
        assertThat(target().resolve("run.json")).hasContent("new");
        assertThat(entries(directory)).containsExactly("run");
    }

    @Test
    void leftoversOfOtherOutputsAndFilesOfLikeNamesStay() throws IOException {
        List<String> others = List.of(
                ".run.old-0123456789a",
                ".run.old-0123456789abc",
                ".run2.tmp-0123456789ab",
                ".run.x.tmp-0123456789ab",
                "run.tmp-0123456789ab");
        for (String name : others) {
            Files.createDirectory(directory.resolve(name));
        }
        Files.writeString(directory.resolve(".run.tmp-ba9876543210"), "a file");
        RunParts.open(target()).close();
        assertThat(entries(directory))
                .containsAll(others)
                .contains(".run.tmp-ba9876543210")
                .hasSize(6);
    }

    @Test
    void longNamesAreToldApart() throws IOException {
        Path first = directory.resolve("x".repeat(60) + "1");
        Path second = directory.resolve("x".repeat(60) + "2");
        try (RunParts a = RunParts.open(first);
                RunParts b = RunParts.open(second)) {
            assertThat(entries(directory)).hasSize(2);
            assertThat(fits(a, "a").known()).isEqualTo(fits(b, "b").known());
        }
        assertThat(entries(directory)).isEmpty();
    }

    @Test
    void partsOlderThanTheOutputAreThoseOfARunThatWasDone() throws IOException {
        leaveThreeFits();
        Files.writeString(Files.createDirectory(target()).resolve("run.json"), "done");
        Files.setLastModifiedTime(
                target().resolve("run.json"), FileTime.from(Instant.now().plusSeconds(5)));
        RunParts.open(target()).close();
        assertThat(entries(directory)).containsExactly("run");
    }

    @Test
    void partsNewerThanTheOutputAreThoseOfItsReplacement() throws IOException {
        leaveThreeFits();
        Files.writeString(Files.createDirectory(target()).resolve("run.json"), "earlier");
        Files.setLastModifiedTime(
                target().resolve("run.json"), FileTime.from(Instant.now().minusSeconds(5)));
        RunParts.open(target()).close();
        assertThat(entries(directory)).containsExactly(".run.parts", "run");
    }

    @Test
    void whereNothingCanBeWrittenIsToldInOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(Refusal.ofOutput(() -> RunParts.open(file.resolve("run")))).contains("file is a file");
        Files.writeString(hidden(), "a file");
        assertThat(Refusal.ofOutput(() -> RunParts.open(target()))).contains(".run.parts: expected a directory");
        assertThat(hidden()).hasContent("a file");
    }
}
