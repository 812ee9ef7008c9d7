package io.rectify.studies;

import java.util.Arrays;
import java.util.Locale;

/**
 * Mean and standard deviation over seeds.
 *
 * @param deviation √(Σ(x − mean)²/(n − 1)); 0 for one value
 * @param count n
 */
record Spread(double mean, double deviation, int count) {
    static Spread of(double... values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Spread(mean, values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)), values.length);
    }

    /** Whether the means differ by more than the standard error of their difference, √(s²/n + s′²/n′); never if one is of a single value. */
    boolean differsFrom(Spread other) {
        double error = Math.sqrt(deviation * deviation / count + other.deviation * other.deviation / other.count);
        return count > 1 && other.count > 1 && Math.abs(mean - other.mean) > error;
    }

    /** Mean ± deviation; the mean alone where there is one value; a dash for NaN. */
    String text(int decimals) {
        if (Double.isNaN(mean)) {
            return "–";
        }
        String shown = String.format(Locale.ROOT, "%." + decimals + "f", mean);
        return count < 2 ? shown : shown + String.format(Locale.ROOT, " ± %." + decimals + "f", deviation);
    }

    /** {@link #text} in percent. */
    String percent(int decimals) {
        return new Spread(100 * mean, 100 * deviation, count).text(decimals);
    }
}
