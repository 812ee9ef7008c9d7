package io.rectify.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    @BeforeAll
    static void needsFonts() {
        Fonts.missing().ifPresent(reason -> Assumptions.abort("SKIPPED: " + reason));
    }

    private static final HeatMap MAP = new HeatMap(
                    "",
                    new double[][] {{0, 0, 0}, {1, 1, Double.NaN}},
                    new HeatMap.Axis("", new double[0], List.of()),
                    new HeatMap.Axis("", new double[0], List.of()),
                    new HeatMap.Scale.Continuous("", 0, 1))
            .withCells(40, 30);

    /** Rows of pixels of a colour in the left part, without the legend, and how many there are. */
    private static Map<String, Integer> places(BufferedImage image, Color colour) {
        Map<String, Integer> places = new HashMap<>(Map.of("pixels", 0, "rows", 0));
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < 44 + 3 * 40; x++) {
                if (image.getRGB(x, y) == colour.getRGB()) {
                    places.merge("pixels", 1, Integer::sum);
                    places.merge("rows", y, Integer::sum);
                }
            }
        }
        return places;
    }

    @Test
    void cellsHaveTheColoursOfTheirValuesAndTheFirstRowIsBelow() {
        BufferedImage image = MAP.draw();
        Map<String, Integer> dark = places(image, Palette.sequential(0));
        Map<String, Integer> light = places(image, Palette.sequential(1));
        assertThat(dark.get("pixels")).isEqualTo(3 * 40 * 30);
        assertThat(light.get("pixels")).isEqualTo(2 * 40 * 30);
        assertThat(places(image, Palette.NOTHING).get("pixels")).isEqualTo(40 * 30);
        assertThat((double) dark.get("rows") / dark.get("pixels"))
                .isEqualTo(30 + (double) light.get("rows") / light.get("pixels"));

        BufferedImage turned = MAP.fromTheTop().draw();
        Map<String, Integer> top = places(turned, Palette.sequential(0));
        assertThat(top.get("rows") / top.get("pixels")).isLessThan(dark.get("rows") / dark.get("pixels"));
    }

    @Test
    void coloursRunFromDarkToLight() {
        double before = -1;
        for (int i = 0; i <= 50; i++) {
            Color colour = Palette.sequential(i / 50.0);
            double luminance = 0.2126 * colour.getRed() + 0.7152 * colour.getGreen() + 0.0722 * colour.getBlue();
            assertThat(luminance).isGreaterThan(before);
            before = luminance;
        }
        assertThat(Palette.sequential(-3)).isEqualTo(Palette.sequential(0));
        assertThat(Palette.inkOn(Palette.sequential(0))).isEqualTo(Color.WHITE);
        assertThat(Palette.inkOn(Palette.sequential(1))).isNotEqualTo(Color.WHITE);
    }
}
