package io.rectify.cli;

import io.rectify.embed.PictureOptions;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a picture model of a user's own was trained to see. */
final class PictureScaleOptions {
    /** Known ways of scaling pixels. */
    enum Preset {
        IMAGENET(PictureOptions.Scale.IMAGENET),
        CLIP(PictureOptions.Scale.CLIP),
        MINUS_ONE_TO_ONE(PictureOptions.Scale.MINUS_ONE_TO_ONE);

        private final PictureOptions.Scale scale;

        Preset(PictureOptions.Scale scale) {
            this.scale = scale;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Height and width of pictures as the model gets them, the middle square of each. "
                    + "Default: what the model says, or else 224.")
    @Nullable
    Integer size;

    @Option(
            names = "--scale",
            paramLabel = "HOW",
            description = "What a picture model of yours was trained to see: imagenet, clip or minus-one-to-one.")
    @Nullable
    Preset scale;

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "R,G,B",
            description = "In place of --scale: what is taken from each channel, 0 to 1.")
    @Nullable
    List<Double> mean;

    @Option(
            names = "--std",
            split = ",",
            paramLabel = "R,G,B",
            description = "In place of --scale: what each channel is then divided by.")
    @Nullable
    List<Double> std;

    @Option(names = "--skip-broken", description = "Leave out files that should be pictures and are none.")
    boolean skipBroken;

    /** Whether an option of pictures is given. */
    boolean isGiven() {
        return size != null || scale != null || mean != null || std != null || skipBroken;
    }

    /** @throws IllegalArgumentException if one is given where there are no pictures */
    void checkUnused() {
        if (isGiven()) {
            throw new IllegalArgumentException("--size, --scale, --mean, --std and --skip-broken are for pictures");
        }
    }

    /**
     * @param builtIn whether the model is the built-in one, whose scale is known
     * @throws IllegalArgumentException if that of another model is not told, or told twice
     */
    PictureOptions options(boolean builtIn) {
        PictureOptions options = PictureOptions.DEFAULTS.withSkipBroken(skipBroken);
        options = size == null ? options : options.withSize(size);
        if ((mean == null) != (std == null) || (mean != null && scale != null)) {
            throw new IllegalArgumentException("expected --scale, or --mean and --std together");
        }
        if (mean != null && std != null) {
            return options.withScale(new PictureOptions.Scale(mean, std));
        }
        if (scale != null) {
            return options.withScale(scale.scale);
        }
        if (!builtIn) {
            throw new IllegalArgumentException(
                    "what the picture model was trained to see is not in its file: name it by "
                            + "--scale imagenet, clip or minus-one-to-one, or by --mean and --std");
        }
        return options;
    }
}
