package io.rectify.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rectify.data.Targets;
import io.rectify.probe.SoftmaxProbe;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class FontImagesTest {
    @Test
    void theSameSeedGivesTheSameBytesOnEveryMachine() {
        assertThat(checksum(FontImages.DEFAULTS.draw(52)))
                .isEqualTo(checksum(FontImages.DEFAULTS.draw(52)))
                .isNotEqualTo(checksum(FontImages.DEFAULTS.withSeed(2).draw(52)));
    }

    private static long checksum(Images images) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < images.rows(); i++) {
            for (int p = 0; p < images.columns(); p++) {
                crc.update(images.pixel(
                        i, 0, p / images.shape().width(), p % images.shape().width()));
            }
        }
        return crc.getValue();
    }

    @Test
    void lettersTakeTurns() {
        Images images = FontImages.DEFAULTS.draw(53);
        assertThat(images.shape()).isEqualTo(new ImageShape(1, 32, 32));
        assertThat(images.labels().names()).hasSize(26).startsWith("A", "B").endsWith("Z");
        assertThat(images.labels().counts()[0]).isEqualTo(3);
        assertThat(images.labels().counts()[25]).isEqualTo(2);
        assertThat(images.labels().name(27)).isEqualTo("B");
    }

    /** Half a pixel wide around a line: full on it, half at its edge, none a pixel away. */
    @Test
    void coverageIsThatOfALine() {
        List<Glyphs.Segment> line = List.of(new Glyphs.Segment(0, 10, 20, 10, 1.5));
        assertThat(Glyphs.coverage(line, 10, 10)).isEqualTo(1);
        assertThat(Glyphs.coverage(line, 10, 11.5)).isCloseTo(0.5, within(1e-12));
        assertThat(Glyphs.coverage(line, 10, 12)).isCloseTo(0, within(1e-12));
        assertThat(Glyphs.coverage(line, 21.5, 10)).isCloseTo(0.5, within(1e-12));
        assertThat(Glyphs.coverage(line, 30, 10)).isZero();
    }

    @Test
    void everyLetterOfEveryFontStaysInItsBox() {
        for (Glyphs.Font font : Glyphs.FONTS) {
            for (int letter = 0; letter < 26; letter++) {
                List<Glyphs.Segment> strokes = Glyphs.strokes(letter, font, 60, 0, 100, 100);
                assertThat(strokes).isNotEmpty().allMatch(s -> inside(s.x0(), s.y0()) && inside(s.x1(), s.y1()));
                assertThat(strokes).anyMatch(s -> Math.min(s.y0(), s.y1()) < 71);
                assertThat(strokes).anyMatch(s -> Math.max(s.y0(), s.y1()) > 129);
            }
        }
    }

    private static boolean inside(double x, double y) {
        return x > 60 && x < 140 && y > 69 && y < 137;
    }

    /** A class must be readable from its pixels, and not trivially: between chance and certainty for a linear probe. */
    @Test
    void lettersCanBeToldApart() {
        Images train = FontImages.DEFAULTS.draw(1300);
        Images test = FontImages.DEFAULTS.withSeed(2).draw(520);
        SoftmaxProbe probe = SoftmaxProbe.fit(
                        train.rowBlock(0, 1300),
                        new Targets.OneHot(train.labels()),
                        SoftmaxProbe.Options.DEFAULTS.withLambda(0.1).withThreads(1))
                .probe();
        int[] predicted = probe.predict(test, 1).argmax();
        int right = 0;
        for (int i = 0; i < 520; i++) {
            right += predicted[i] == test.labels().get(i) ? 1 : 0;
        }
        assertThat(right / 520.0).isBetween(0.15, 0.9);
    }

    @Test
    void impossibleFiguresAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FontImages.DEFAULTS.withSize(7));
        assertThatIllegalArgumentException().isThrownBy(() -> FontImages.DEFAULTS.withNoise(Double.NaN));
    }
}
