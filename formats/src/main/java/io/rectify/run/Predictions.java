package io.rectify.run;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.TableFormat;
import io.rectify.formats.TableOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Predictions of any model, from a file of any {@link TableFormat}. */
public final class Predictions {
    private Predictions() {}

    /**
     * The class names that a file of predictions has of itself: those in the header of {@link PredictionCsv} or the metadata of
     * {@link PredictionParquet}; empty for files of other programs.
     *
     * @throws DataFormatException if the file cannot be read
     * @throws IOException if reading fails
     */
    public static List<String> classNames(Path file) throws IOException {
        return switch (TableFormat.of(file)) {
            case CSV -> PredictionCsv.classNames(file);
            case PARQUET -> PredictionParquet.classNames(file);
            default -> List.of();
        };
    }

    /**
     * Reads predictions.
     *
     * @param classNames the K classes, in the order of the file's columns where these have no names
     * @param rows how many rows there must be
     * @param options how the file is written
     * @throws DataFormatException as {@link PredictionCsv#read} and {@link ProbabilityFile#match}
     * @throws IOException if reading fails
     */
    public static ProbabilityFile read(Path file, List<String> classNames, int rows, TableOptions options)
            throws IOException {
        if (TableFormat.of(file) != TableFormat.CSV
                || PredictionCsv.classNames(file).isEmpty()) {
            return ProbabilityFile.match(file, classNames, Optional.empty(), rows, options);
        }
        PredictionCsv predicted = PredictionCsv.read(file);
        if (predicted.probabilities().rows() == rows) {
            return new ProbabilityFile(predicted.probabilities(), predicted.classNames(), true);
        }
        predicted.close();
        throw new DataFormatException(
                DataLocation.in(file),
                "expected " + rows + " rows but found "
                        + predicted.probabilities().rows());
    }
}
