package io.rectify.cli;

import io.rectify.formats.TableOptions;
import io.rectify.formats.TableRole;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The column that says what each row is. */
final class TextOptions {
    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description =
                    "Column of the texts to embed, where title,body joins several; or of the labels' or features' file, "
                            + "to show beside each row. Default: 'text', if there is one.")
    @Nullable
    String column;

    /** The name of the column, whether it is there or not. */
    String name() {
        return column == null ? TableRole.TEXT.defaultName() : column;
    }

    TableOptions addTo(TableOptions options) {
        return column == null ? options : options.withRole(TableRole.TEXT, column);
    }
}
