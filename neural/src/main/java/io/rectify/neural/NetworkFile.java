package io.rectify.neural;

import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Safetensors;
import io.rectify.formats.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network and the names of its classes as a safetensors file: one float32 array for each parameter, named and shaped as PyTorch's
 * modules have them, and the architecture in the metadata. Parameters are rounded to float32, as they are when they are used.
 *
 * @param classNames K names
 */
public record NetworkFile(Network network, List<String> classNames) {
    private static final String FORMAT = "rectify network 1";
    private static final String CLASS = "class.";
    private static final int MAX_SIZE = 1 << 24;

    /** @throws IllegalArgumentException if there are not as many names as classes */
    public NetworkFile {
        classNames = List.copyOf(classNames);
        if (classNames.size() != network.classes()) {
            throw new IllegalArgumentException(
                    classNames.size() + " class names for a network of " + network.classes() + " classes");
        }
    }

    /**
     * Writes the file; it appears whole or not at all.
     *
     * @throws IllegalArgumentException if a parameter is not finite
     * @throws IOException if writing fails
     */
    public void write(Path file) throws IOException {
        ImageShape input = network.input();
        SafetensorsWriter writer = Safetensors.writer()
                .metadata("format", FORMAT)
                .metadata("architecture", network.architecture().toString())
                .metadata("input", input.channels() + " " + input.height() + " " + input.width())
                .metadata("classes", Integer.toString(network.classes()));
        for (int k = 0; k < classNames.size(); k++) {
            writer.metadata(CLASS + k, classNames.get(k));
        }
        network.blueprint().layout().forEach((parameter, at) -> {
            float[] values = new float[parameter.size()];
            for (int j = 0; j < values.length; j++) {
                values[j] = parameter.kind().trained ? (float) network.trained()[at + j] : network.statistics()[at + j];
            }
            writer.tensor(parameter.name(), values, parameter.shape().getShape());
        });
        writer.write(file);
    }

    /**
     * Reads such a file.
     *
     * @throws DataFormatException if it is none
     * @throws IOException if reading fails
     */
    public static NetworkFile read(Path file) throws IOException {
        Safetensors tensors = Safetensors.read(file);
        if (!tensors.metadata("format").equals(FORMAT)) {
            throw problem(file, "expected format '" + FORMAT + "' but found '" + tensors.metadata("format") + "'");
        }
        Blueprint blueprint = blueprint(file, tensors);
        Layout layout = blueprint.layout();
        if (tensors.names().size() != layout.parameters().size()) {
            throw problem(
                    file,
                    "expected " + layout.parameters().size() + " tensors of " + blueprint.architecture() + " but found "
                            + tensors.names().size());
        }
        return new NetworkFile(filled(blueprint, tensors), classNames(tensors, blueprint.classes()));
    }

    private static Network filled(Blueprint blueprint, Safetensors tensors) throws DataFormatException {
        Layout layout = blueprint.layout();
        List<float[]> arrays = new ArrayList<>();
        for (Parameter parameter : layout.parameters()) {
            arrays.add(tensors.values(parameter.name(), parameter.shape().getShape()));
        }
        double[] trained = new double[layout.trained()];
        float[] statistics = new float[layout.statistics()];
        for (int i = 0; i < arrays.size(); i++) {
            int at = layout.offset(i);
            for (float value : arrays.get(i)) {
                if (layout.parameters().get(i).kind().trained) {
                    trained[at++] = value;
                } else {
                    statistics[at++] = value;
                }
            }
        }
        return new Network(blueprint, trained, statistics);
    }

    private static Blueprint blueprint(Path file, Safetensors tensors) throws DataFormatException {
        String[] sizes = tensors.metadata("input").split(" ", -1);
        try {
            if (sizes.length != 3) {
                throw new IllegalArgumentException("input has " + sizes.length + " sizes, not 3");
            }
            ImageShape input = new ImageShape(size(sizes[0]), size(sizes[1]), size(sizes[2]));
            Architecture architecture = Architecture.parse(tensors.metadata("architecture"));
            return Blueprint.of(architecture, input, size(tensors.metadata("classes")));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw problem(file, "expected metadata of a network: " + e.getMessage());
        }
    }

    private static int size(String text) {
        int size = Integer.parseInt(text);
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size " + size + " is not 1 to " + MAX_SIZE);
        }
        return size;
    }

    private static List<String> classNames(Safetensors tensors, int classes) throws DataFormatException {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            names.add(tensors.metadata(CLASS + k));
        }
        return names;
    }

    private static DataFormatException problem(Path file, String what) {
        return new DataFormatException(DataLocation.in(file), what);
    }
}
