package io.rectify.bench;

import io.rectify.data.Labels;
import io.rectify.data.Probabilities;
import io.rectify.data.Targets;
import io.rectify.formats.NpyHeader;
import io.rectify.formats.NpyRows;
import io.rectify.formats.NpyType;
import io.rectify.linalg.Blas;
import io.rectify.linalg.Matrix;
import io.rectify.linalg.Parallel;
import io.rectify.probe.SoftmaxProbe;
import io.rectify.spectral.GramSpectrum;
import io.rectify.spectral.SpectralFilter;
import io.rectify.spectral.SpectralProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Features that are read from disk block by block: gigabytes a second of each pass beside plain reading of the file. */
@Command(
        name = "streaming",
        description = "Passes over features on disk, beside plain reading of the same file in the same run.",
        mixinStandardHelpOptions = true)
final class StreamingRate implements Callable<Integer> {
    private static final int READ_BYTES = 1 << 20;
    private static final int BLOCK = 1024;

    @Option(names = "--rows", defaultValue = "20000000")
    int rows;

    @Option(names = "--columns", defaultValue = "128")
    int columns;

    @Option(names = "--classes", defaultValue = "10")
    int classes;

    @Option(names = "--threads", defaultValue = "2")
    int threads;

    @Option(names = "--folder", description = "Where to write the file, which is deleted afterwards.")
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    private interface Pass {
        void run() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        Path file = Files.createTempFile(folder, "rectify-streaming", ".npy");
        try {
            int[] labels = write(file);
            measure(
                    file,
                    Labels.of(
                            labels,
                            IntStream.range(0, classes)
                                    .mapToObj(String::valueOf)
                                    .toList()));
        } finally {
            Files.delete(file);
        }
        return 0;
    }

    /** Uniform numbers about the mean of the row's class. */
    private int[] write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        float[] means = new float[classes * columns];
        for (int i = 0; i < means.length; i++) {
            means[i] = random.nextInt(1 << 16) / 65536f;
        }
        int[] labels = new int[rows];
        NpyHeader header =
                new NpyHeader(1, NpyType.FLOAT32, ByteOrder.LITTLE_ENDIAN, false, List.of((long) rows, (long) columns));
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(BLOCK * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(header.toBytes()));
            for (int i = 0; i < rows; i++) {
                labels[i] = random.nextInt(classes);
                for (int j = 0; j < columns; j += 2) {
                    int bits = random.nextInt();
                    bytes.putFloat(means[labels[i] * columns + j] + (bits & 0xffff) / 16384f);
                    if (j + 1 < columns) {
                        bytes.putFloat(means[labels[i] * columns + j + 1] + (bits >>> 16) / 16384f);
                    }
                }
                if (!bytes.hasRemaining() || i == rows - 1) {
                    channel.write(bytes.flip());
                    bytes.clear();
                }
            }
        }
        return labels;
    }

    private void measure(Path file, Labels labels) throws IOException {
        double bytes = Files.size(file);
        System.out.printf(Locale.ROOT, "%,d x %d float32, %.1f GB, %d threads%n", rows, columns, bytes / 1e9, threads);
        double plain = print("plain reading", bytes, 0, () -> readPlainly(file));
        try (NpyRows x = NpyRows.open(file)) {
            print(
                    "blocks, checked for NaN",
                    bytes,
                    plain,
                    () -> Parallel.forEachBand(
                            rows,
                            BLOCK,
                            threads,
                            (from, to) -> x.rowBlock(from, to).close()));
            GramSpectrum[] spectrum = new GramSpectrum[1];
            print("Gram matrix and its spectrum", bytes, plain, () -> spectrum[0] = GramSpectrum.of(x, threads));
            SpectralProbe[] probe = new SpectralProbe[1];
            print(
                    "projection of the labels",
                    bytes,
                    plain,
                    () -> probe[0] = SpectralProbe.fit(spectrum[0], x, new Targets.OneHot(labels), threads));
            Matrix weights = probe[0].weights(new SpectralFilter(50, 1), threads);
            SoftmaxProbe classifier = SoftmaxProbe.of(weights, new float[classes]);
            print("prediction", bytes, plain, () -> {
                try (Probabilities predicted = classifier.predict(x, threads)) {
                    System.out.printf(
                            Locale.ROOT,
                            "  %.1f %% right%n",
                            100.0 * labels.agreements(Labels.of(predicted.argmax(), labels.names())) / rows);
                }
            });
        }
        System.out.printf(
                "  %s, heap at most %d MB%n", resident(), Runtime.getRuntime().maxMemory() >> 20);
        System.out.println("  " + Blas.library());
    }

    private static double print(String what, double bytes, double plain, Pass pass) throws IOException {
        long begin = System.nanoTime();
        pass.run();
        double rate = bytes / (System.nanoTime() - begin);
        System.out.printf(
                Locale.ROOT,
                "  %-30s %6.2f GB/s%s%n",
                what,
                rate,
                plain > 0 ? String.format(Locale.ROOT, "  %.0f %% of plain reading", 100 * rate / plain) : "");
        return rate;
    }

    private void readPlainly(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int pieces = Math.toIntExact((channel.size() + READ_BYTES - 1) / READ_BYTES);
            Parallel.forEachBand(pieces, 64, threads, (from, to) -> {
                ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
                for (int piece = from; piece < to; piece++) {
                    try {
                        channel.read(bytes.clear(), (long) piece * READ_BYTES);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        }
    }

    private static String resident() throws IOException {
        OptionalLong peak = ProcessMemory.peak();
        return peak.isPresent() ? "resident at most " + (peak.getAsLong() >> 20) + " MB" : "resident memory unknown";
    }
}
