package io.rectify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;

/** What other programs computed: a file of resources/golden, made by a script of src/test/python. */
public final class Golden {
    private final Properties values;

    private Golden(Properties values) {
        this.values = values;
    }

    /** @param name of the file, without its ending */
    public static Golden of(String name) {
        Properties values = new Properties();
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".properties")) {
            values.load(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Golden(values);
    }

    private String text(String key) {
        return Objects.requireNonNull(values.getProperty(key), key);
    }

    public boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }

    public double[] numbers(String key) {
        return Arrays.stream(text(key).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    public double number(String key) {
        return numbers(key)[0];
    }

    public int[] integers(String key) {
        return Arrays.stream(text(key).split(",")).mapToInt(Integer::parseInt).toArray();
    }

    public int integer(String key) {
        return integers(key)[0];
    }

    /** Numbers of one row after another. */
    public double[][] rows(String key, int columns) {
        double[] flat = numbers(key);
        double[][] rows = new double[flat.length / columns][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns));
        return rows;
    }
}
