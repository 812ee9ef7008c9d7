package io.rectify.neural;

import io.rectify.data.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generated grey images of the 26 capital letters, for trying networks without any data: each in one of six fonts, of its own
 * size, turned, moved, of its own brightness and with noise. Letters are strokes that are drawn here, by how far each pixel is from
 * them, so that no font need be installed and every machine makes the same bytes.
 *
 * @param size height and width in pixels
 * @param turn the most that a letter is turned, in radians
 * @param shift the most that it is moved each way, as a share of the size
 * @param noise standard deviation of what is added to each pixel, as a share of white
 * @param seed of everything random
 */
public record FontImages(int size, double turn, double shift, double noise, long seed) {
    /** 32 pixels, turned by up to 0.25, moved by up to 0.08 of the size, noise 0.1, seed 1. */
    public static final FontImages DEFAULTS = new FontImages(32, 0.25, 0.08, 0.1, 1);

    private static final int LETTERS = 26;
    private static final double SMALLEST = 0.4;
    private static final double LARGEST = 0.7;

    /** @throws IllegalArgumentException if the size is less than 8 or more than 1024, or another figure negative or not finite */
    public FontImages {
        if (size < 8 || size > 1024) {
            throw new IllegalArgumentException("size must be 8 to 1024 but is " + size);
        }
        if (!(turn >= 0 && shift >= 0 && noise >= 0) || Double.isInfinite(turn + shift + noise)) {
            throw new IllegalArgumentException("turn, shift and noise must be finite and at least 0 but are " + turn
                    + ", " + shift + " and " + noise);
        }
    }

    public FontImages withSize(int newSize) {
        return new FontImages(newSize, turn, shift, noise, seed);
    }

    public FontImages withNoise(double newNoise) {
        return new FontImages(size, turn, shift, newNoise, seed);
    }

    public FontImages withSeed(long newSeed) {
        return new FontImages(size, turn, shift, noise, newSeed);
    }

    /**
     * N images; the letters take turns, so that all are equally many if N is a multiple of 26.
     *
     * @param count N
     */
    public Images draw(int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> images = new ArrayList<>();
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            classes[i] = i % LETTERS;
            images.add(image(classes[i], random.split()));
        }
        List<String> names = new ArrayList<>();
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            names.add(String.valueOf(letter));
        }
        return Images.of(new ImageShape(1, size, size), images, Labels.of(classes, names));
    }

    private byte[] image(int letter, SplittableRandom random) {
        Glyphs.Font font = Glyphs.FONTS.get(random.nextInt(Glyphs.FONTS.size()));
        double height = size * (SMALLEST + (LARGEST - SMALLEST) * random.nextDouble());
        double angle = turn * between(random);
        double x = size / 2.0 + shift * size * between(random);
        double y = size / 2.0 + shift * size * between(random);
        List<Glyphs.Segment> strokes = Glyphs.strokes(letter, font, height, angle, x, y);
        double ground = 0.25 * random.nextDouble();
        double ink = 0.6 + 0.4 * random.nextDouble();
        byte[] pixels = new byte[size * size];
        for (int i = 0; i < pixels.length; i++) {
            double covered = Glyphs.coverage(strokes, i % size + 0.5, i / size + 0.5);
            double value = ground + (ink - ground) * covered + noise * normal(random);
            pixels[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
        return pixels;
    }

    /** Even, −1 to 1. */
    private static double between(SplittableRandom random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Twelve even numbers' sum, near enough to normal and the same everywhere. */
    private static double normal(SplittableRandom random) {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }
}
