package io.rectify.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Npy;
import io.rectify.formats.Sha256;
import io.rectify.linalg.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Pictures to a file of features by a picture model, resumed as {@link Embedding} is. A picture whose file occurs several times is
 * embedded once.
 */
public final class PictureEmbedding {
    /** Stands for the features of a file that is no picture. */
    private static final float BROKEN = -Float.MAX_VALUE;

    static final String MODEL = "model";
    static final String SIZE = "size";
    static final String MEAN = "mean";
    static final String DEVIATION = "deviation";
    static final String BATCH_SIZE = "batch_size";

    private PictureEmbedding() {}

    /**
     * What came out.
     *
     * @param pictures those that have a row, in its order
     * @param columns number of features, D
     * @param distinct number of different files
     * @param broken rows whose files are no pictures and were left out, ascending
     * @param size height and width that the model was given
     * @param output the model's output that was taken
     */
    public record Result(
            Pictures pictures, int columns, int distinct, int resumed, List<Integer> broken, int size, String output) {}

    /**
     * Embeds all pictures and writes the features, N×D float32.
     *
     * @throws DataFormatException if the model is none, a file is no picture unless such are skipped, or all are
     * @throws io.rectify.formats.OutputException if the output cannot be written
     * @throws IOException if reading or writing fails
     */
    public static Result run(
            ModelSource source, Pictures pictures, PictureOptions options, Path output, Embedding.Monitor monitor)
            throws IOException {
        Map<String, List<Integer>> rows = rowsByContent(pictures);
        int[][] rowsOf = rows.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        int[] lengths = new int[rowsOf.length];
        Arrays.fill(lengths, 1);
        BatchPlan plan = new BatchPlan(lengths, options.batchSize(), false);
        try (PictureModel model = PictureModel.open(source, options)) {
            int columns = columns(model, source);
            Fingerprint fingerprint = new Fingerprint()
                    .add(record(source, options).toString())
                    .add(source.fingerprint())
                    .add(OrtEnvironment.getEnvironment().getVersion() + System.getProperty("os.arch"));
            rows.keySet().forEach(fingerprint::add);
            try (FinishedParts parts = FinishedParts.open(output, fingerprint.hex())) {
                BatchRun.Work work = batch -> features(
                        model,
                        IntStream.of(batch)
                                .mapToObj(i -> pictures.files().get(rowsOf[i][0]))
                                .toList(),
                        options,
                        columns);
                int resumed = BatchRun.finish(parts, plan, options.threads(), work, monitor);
                Set<Integer> broken = write(parts, plan, rowsOf, pictures, output);
                parts.clear();
                return new Result(
                        pictures.without(broken),
                        columns,
                        rowsOf.length,
                        resumed,
                        List.copyOf(broken),
                        model.size(),
                        model.outputName());
            }
        }
    }

    private static Map<String, List<Integer>> rowsByContent(Pictures pictures) throws IOException {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row = 0; row < pictures.files().size(); row++) {
            rows.computeIfAbsent(Sha256.of(pictures.files().get(row)), unused -> new ArrayList<>())
                    .add(row);
        }
        return rows;
    }

    /** What decides which features a picture has. */
    static Map<String, Object> record(ModelSource source, PictureOptions options) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put(MODEL, source.toString());
        options.size().ifPresent(size -> record.put(SIZE, size));
        record.put(MEAN, options.scale().mean());
        record.put(DEVIATION, options.scale().deviation());
        options.output().ifPresent(output -> record.put("output", output));
        options.pooling().ifPresent(pooling -> record.put("pooling", pooling.toString()));
        record.put(BATCH_SIZE, options.batchSize());
        return record;
    }

    /** A grey picture tells how many features there are, and that the model works. */
    private static int columns(PictureModel model, ModelSource source) throws IOException {
        float[] grey = new float[3 * model.size() * model.size()];
        Arrays.fill(grey, 127);
        try {
            return model.embed(List.of(grey)).get(0).length;
        } catch (OrtException e) {
            throw cannotTake(source, model, e);
        }
    }

    private static DataFormatException cannotTake(ModelSource source, PictureModel model, OrtException e) {
        return new DataFormatException(
                DataLocation.in(source.model()),
                "cannot take pictures of " + model.size() + " x " + model.size() + " pixels: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }

    private static List<float[]> features(PictureModel model, List<Path> files, PictureOptions options, int columns)
            throws IOException {
        List<float[]> squares = new ArrayList<>();
        List<Integer> whole = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            try {
                squares.add(PictureFile.read(files.get(i)).square(model.size()));
                whole.add(i);
            } catch (DataFormatException e) {
                if (!options.skipBroken()) {
                    throw e;
                }
            }
        }
        List<float[]> features = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            float[] broken = new float[columns];
            Arrays.fill(broken, BROKEN);
            features.add(broken);
        }
        try {
            List<float[]> rows = squares.isEmpty() ? List.of() : model.embed(squares);
            for (int k = 0; k < rows.size(); k++) {
                for (float value : rows.get(k)) {
                    if (!Float.isFinite(value)) {
                        throw new DataFormatException(
                                DataLocation.in(files.get(whole.get(k))), "the model gives NaN or infinity for it");
                    }
                }
                features.set(whole.get(k), rows.get(k));
            }
            return features;
        } catch (OrtException e) {
            throw new DataFormatException(DataLocation.in(files.get(0)), String.valueOf(e.getMessage()));
        }
    }

    private static Set<Integer> write(
            FinishedParts parts, BatchPlan plan, int[][] rowsOf, Pictures pictures, Path output) throws IOException {
        Set<Integer> broken = new TreeSet<>();
        parts.forEach((position, row) -> {
            if (row[0] == BROKEN) {
                IntStream.of(rowsOf[plan.row(position)]).forEach(broken::add);
            }
        });
        int kept = pictures.files().size() - broken.size();
        if (kept == 0) {
            throw new DataFormatException(DataLocation.in(pictures.place()), "expected pictures but no file is one");
        }
        int[] place = new int[pictures.files().size()];
        int next = 0;
        for (int row = 0; row < place.length; row++) {
            place[row] = broken.contains(row) ? -1 : next++;
        }
        try (Matrix features = Matrix.zeros(kept, parts.columns())) {
            parts.forEach((position, row) -> {
                for (int i : rowsOf[plan.row(position)]) {
                    if (place[i] >= 0) {
                        features.setRows(place[i], 1, row);
                    }
                }
            });
            Npy.writeMatrix(output, features);
        }
        return broken;
    }
}
