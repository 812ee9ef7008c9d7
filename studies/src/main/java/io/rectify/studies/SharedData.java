package io.rectify.studies;

import io.rectify.data.Labels;
import io.rectify.data.Preprocessing;
import io.rectify.data.Split;
import io.rectify.embed.KnownModel;
import io.rectify.formats.LabelFile;
import io.rectify.formats.LabelTable;
import io.rectify.formats.Npy;
import io.rectify.formats.Sha256;
import io.rectify.formats.Superclasses;
import io.rectify.linalg.Matrix;
import io.rectify.metrics.Ranking;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A data set, preprocessed by its training rows: a text data set of the folder shared/data beside the project, or the digits
 * that are bundled, of which a third, chosen by a fixed seed, is the test set.
 *
 * @param superclasses superclass of each class, where the data set has them
 */
public record SharedData(
        String name, Matrix train, Labels trainLabels, Matrix test, Labels testLabels, Optional<int[]> superclasses) {
    public SharedData {
        superclasses = superclasses.map(int[]::clone);
    }

    @Override
    public Optional<int[]> superclasses() {
        return superclasses.map(int[]::clone);
    }

    /**
     * The same with a long tail: classes in an order drawn by a fixed seed, of which the r-th keeps its first n·ratio^(−r/(K−1)) training rows, at
     * least four. Test rows stay.
     *
     * @param ratio of the largest class to the smallest; 1 keeps all rows
     */
    SharedData longTailed(int ratio) {
        if (ratio == 1) {
            return this;
        }
        int k = trainLabels.classCount();
        int[] counts = trainLabels.counts();
        int[] order =
                Ranking.descending(new SplittableRandom(TAIL_SEED).doubles(k).toArray());
        int[] left = new int[k];
        for (int r = 0; r < k; r++) {
            int c = order[r];
            left[c] = Math.max(LEAST_ROWS, (int) (counts[c] * Math.pow(ratio, -r / (k - 1.0))));
        }
        int[] kept = IntStream.range(0, trainLabels.size())
                .filter(i -> left[trainLabels.get(i)]-- > 0)
                .toArray();
        return new SharedData(name, train.selectRows(kept), trainLabels.select(kept), test, testLabels, superclasses);
    }

    /** The data set that needs no folder. */
    public static final String DIGITS = "digits";

    /**
     * The digits by 1,024 random Fourier features √(2/1024)·cos(xᵀw + b), w ~ N(0, 2γI), b uniform in [0, 2π), of a Gaussian
     * kernel with γ = 0.001 on pixels of 0 to 16 (Rahimi &amp; Recht 2007).
     */
    public static final String DIGITS_FOURIER = "digits-fourier";

    /** Ends the name of a text data set whose features are not tf-idf but sentence embeddings, {@code train_minilm.npy}. */
    static final String MINILM = "-minilm";

    /** The same by another model, whose features lie beside no data set: they are made of its texts. */
    static final String BGE_SMALL = "-bge-small";

    /** Text data sets by sentence embeddings. */
    static final List<String> EMBEDDED =
            List.of("banking77" + MINILM, "banking77" + BGE_SMALL, "clinc150" + MINILM, "clinc150" + BGE_SMALL);

    /** Data sets whose labels people or rules mistook, by sentence embeddings. */
    static final List<String> MISTAKEN = List.of("noisyag" + MINILM, "trec" + MINILM);

    /** These data sets and, after them, those by sentence embeddings. */
    static String[] andEmbedded(String... others) {
        return Stream.concat(Stream.of(others), EMBEDDED.stream()).toArray(String[]::new);
    }

    private static final long SPLIT_SEED = 1;
    private static final long TAIL_SEED = 5;
    private static final int LEAST_ROWS = 4;

    /**
     * The folder shared/data: named by the environment variable RECTIFY_DATA, or else found beside the project or one of
     * the folders above it.
     */
    public static Optional<Path> folder() {
        String named = System.getenv("RECTIFY_DATA");
        if (named != null) {
            return Optional.of(Path.of(named)).filter(Files::isDirectory);
        }
        Path start = Path.of(System.getProperty("rectify.root", "")).toAbsolutePath();
        for (Path above = start; above != null; above = above.getParent()) {
            Path candidate = above.resolve("shared").resolve("data");
            if (Files.isDirectory(candidate.resolve("banking77"))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Reads a data set, centred and normalised. */
    public static SharedData read(String name, int threads) throws IOException {
        return read(name, Preprocessing.Scheme.CENTRE_NORMALISE, threads);
    }

    /** Reads a data set of the {@linkplain #folder folder} that is there. */
    public static SharedData read(String name, Preprocessing.Scheme scheme, int threads) throws IOException {
        return read(folder(), name, scheme, threads);
    }

    /**
     * Reads a data set.
     *
     * @param folder the folder shared/data; not needed for digits
     * @throws IllegalArgumentException if it is needed and not there
     */
    public static SharedData read(Optional<Path> folder, String name, Preprocessing.Scheme scheme, int threads)
            throws IOException {
        if (isDigits(name)) {
            return digits(name, scheme, threads);
        }
        Path place = place(folder, name);
        Labels trainLabels = LabelFile.readTraining(place.resolve("train.csv"), "label");
        Labels testLabels = LabelFile.read(place.resolve("test.csv"), "label", trainLabels.names());
        Path superclasses = place.resolve("superclasses.csv");
        try (Matrix train = Npy.readMatrix(features(place, name, "train"));
                Matrix test = Npy.readMatrix(features(place, name, "test"))) {
            return preprocessed(
                    name,
                    train,
                    trainLabels,
                    test,
                    testLabels,
                    Files.exists(superclasses)
                            ? Optional.of(Superclasses.read(superclasses, trainLabels.names()))
                            : Optional.empty(),
                    scheme,
                    threads);
        }
    }

    /** What the labels of the training rows should be, where people or rules gave them and the right ones are known beside them. */
    public static Labels trueLabels(Optional<Path> folder, String name, Labels given) throws IOException {
        return LabelFile.read(place(folder, name).resolve("train.csv"), "true_label", given.names());
    }

    /** The texts of the training rows. */
    public static List<String> texts(Optional<Path> folder, String name) throws IOException {
        return LabelTable.read(place(folder, name).resolve("train.csv"), "label", "text")
                .column("text");
    }

    /** The names of the superclasses, in the order of their numbers; none if the data set has none. */
    public static List<String> superclassNames(Optional<Path> folder, String name) throws IOException {
        Path file = name.equals(DIGITS) ? Path.of("") : place(folder, name).resolve("superclasses.csv");
        return Files.isRegularFile(file)
                ? LabelTable.read(file, "superclass").labels().stream()
                        .distinct()
                        .sorted()
                        .toList()
                : List.of();
    }

    /** The features and labels of its training and test rows, for a peer to read. */
    static List<Path> files(Optional<Path> folder, String name) throws IOException {
        Path place = place(folder, name);
        return List.of(
                features(place, name, "train"),
                place.resolve("train.csv"),
                features(place, name, "test"),
                place.resolve("test.csv"));
    }

    /** SHA-256 of every file that {@link #read} reads, by name. */
    public static Map<String, String> hashes(Optional<Path> folder, String name) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        if (isDigits(name)) {
            try (InputStream in = digitsFile()) {
                hashes.put("digits.csv.gz", new Sha256().add(in).hex());
            }
            return hashes;
        }
        Path place = place(folder, name);
        Map<String, Path> files = new TreeMap<>();
        for (String part : List.of("train", "test")) {
            files.put(part + ".csv", place.resolve(part + ".csv"));
            files.put(featuresName(name, part), features(place, name, part));
        }
        files.put("superclasses.csv", place.resolve("superclasses.csv"));
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (Files.exists(file.getValue())) {
                hashes.put(texts(name) + "/" + file.getKey(), Sha256.of(file.getValue()));
            }
        }
        return hashes;
    }

    private static Path place(Optional<Path> folder, String name) {
        Path place = folder.orElseThrow(() -> new IllegalArgumentException(
                        "no folder shared/data beside the project: set RECTIFY_DATA to a folder that holds " + name))
                .resolve(texts(name));
        if (!Files.isDirectory(place)) {
            throw new IllegalArgumentException("no data set " + name + " in " + folder.get());
        }
        return place;
    }

    /** The folder of a data set's texts. */
    private static String texts(String name) {
        return TextFeatures.modelOf(name)
                .map(model -> name.substring(0, name.length() - model.toString().length() - 1))
                .orElse(name);
    }

    private static String featuresName(String name, String part) {
        return part + "_" + TextFeatures.modelOf(name).map(KnownModel::toString).orElse("features") + ".npy";
    }

    /** The file beside the texts; where there is none, the texts by the model that the name ends with. */
    private static Path features(Path place, String name, String part) throws IOException {
        Path beside = place.resolve(featuresName(name, part));
        Optional<KnownModel> model = TextFeatures.modelOf(name);
        return model.isEmpty() || Files.exists(beside)
                ? beside
                : TextFeatures.of(place.resolve(part + ".csv"), model.get());
    }

    private static SharedData preprocessed(
            String name,
            Matrix train,
            Labels trainLabels,
            Matrix test,
            Labels testLabels,
            Optional<int[]> superclasses,
            Preprocessing.Scheme scheme,
            int threads) {
        Preprocessing preprocessing = Preprocessing.fit(train, scheme, threads);
        return new SharedData(
                name,
                preprocessing.apply(train, threads),
                trainLabels,
                preprocessing.apply(test, threads),
                testLabels,
                superclasses);
    }

    private static boolean isDigits(String name) {
        return name.equals(DIGITS) || name.equals(DIGITS_FOURIER);
    }

    private static SharedData digits(String name, Preprocessing.Scheme scheme, int threads) throws IOException {
        Optional<FourierFeatures> fourier =
                name.equals(DIGITS) ? Optional.empty() : Optional.of(new FourierFeatures(64, 1024, 0.001, SPLIT_SEED));
        List<float[]> pixels = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(digitsFile()), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",", -1);
                float[] row = new float[cells.length - 1];
                for (int j = 0; j < row.length; j++) {
                    row[j] = Float.parseFloat(cells[j]);
                }
                pixels.add(fourier.map(features -> features.of(row)).orElse(row));
                classes.add((int) Float.parseFloat(cells[row.length]));
            }
        }
        Labels labels = Labels.of(classes.stream().mapToInt(Integer::intValue).toArray(), 10);
        Split split = Split.stratified(labels, 1.0 / 3, SPLIT_SEED);
        try (Matrix all = Matrix.of(pixels.toArray(new float[0][]));
                Matrix train = all.selectRows(split.train());
                Matrix test = all.selectRows(split.test())) {
            return preprocessed(
                    name,
                    train,
                    labels.select(split.train()),
                    test,
                    labels.select(split.test()),
                    Optional.empty(),
                    scheme,
                    threads);
        }
    }

    /** The digits of the demo. */
    private static InputStream digitsFile() {
        return Objects.requireNonNull(SharedData.class.getResourceAsStream("/io/rectify/cli/digits.csv.gz"));
    }
}
