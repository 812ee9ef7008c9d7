package io.rectify.studies;

import io.rectify.formats.AtomicOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * What an experiment shows: blocks of the page of results, which stand there between markers, with figures and tables as files
 * beside its cells. What stands outside the markers is written by people and left alone.
 */
final class Page {
    private final String experiment;
    private final Path folder;
    private final String link;
    private final boolean pictures;
    private final Map<String, Block> blocks = new LinkedHashMap<>();

    /**
     * @param folder of the experiment, for figures and tables
     * @param link how the page names that folder
     * @param pictures whether figures are drawn; tables and texts are made anyway
     */
    Page(String experiment, Path folder, String link, boolean pictures) {
        this.experiment = experiment;
        this.folder = folder;
        this.link = link;
        this.pictures = pictures;
    }

    /** A block, in the order in which they are first named. */
    Block block(String name) {
        return blocks.computeIfAbsent(name, unknown -> new Block());
    }

    /** A part of the page made of stored cells alone. */
    final class Block {
        private final StringBuilder markdown = new StringBuilder();

        /** A paragraph. */
        Block text(String paragraph) {
            return add(paragraph.strip());
        }

        /** A table, also as NAME.csv. */
        Block table(String name, Table table) throws IOException {
            table.save(folder.resolve(name + ".csv"));
            return add(table.markdown().strip());
        }

        /** A table too long for the page, as NAME.md and NAME.csv; the page links to the first. */
        Block attached(String name, String what, Table table) throws IOException {
            table.save(folder.resolve(name + ".csv"));
            AtomicOutput.file(
                    folder.resolve(name + ".md"), temporary -> Files.writeString(temporary, table.markdown()));
            return add("[" + what + "](" + link + "/" + name + ".md)");
        }

        /**
         * A figure, as NAME.png.
         *
         * @param description for those who cannot see it
         */
        Block figure(String name, String description, Picture picture) throws IOException {
            if (pictures) {
                Fonts.check();
                AtomicOutput.file(folder.resolve(name + ".png"), temporary -> {
                    if (!ImageIO.write(picture.draw(), "png", temporary.toFile())) {
                        throw new IOException("this Java writes no PNG");
                    }
                });
            }
            return add("![" + description + "](" + link + "/" + name + ".png)");
        }

        private Block add(String part) {
            markdown.append(markdown.isEmpty() ? "" : "\n\n").append(part);
            return this;
        }
    }

    /**
     * The page with these blocks in place of those of the same names; those it has none of are added at its end, under the
     * title.
     *
     * @throws IllegalArgumentException if the page has a block of this experiment that is none of these, or markers that do not
     *     fit together
     */
    String in(String page, String title) {
        String result = page;
        boolean headed = page.contains("<!-- begin " + experiment + "/");
        for (Map.Entry<String, Block> entry : blocks.entrySet()) {
            String name = experiment + "/" + entry.getKey();
            String begin = "<!-- begin " + name + ", made by bench/run experiments " + experiment + " -->";
            String end = "<!-- end " + name + " -->";
            String text = begin + "\n" + entry.getValue().markdown + "\n" + end;
            int from = result.indexOf(begin);
            int to = result.indexOf(end);
            if (from >= 0 && to > from) {
                result = result.substring(0, from) + text + result.substring(to + end.length());
            } else if (from < 0 && to < 0) {
                result = result.stripTrailing() + (headed ? "" : "\n\n## " + title) + "\n\n" + text + "\n";
                headed = true;
            } else {
                throw new IllegalArgumentException(
                        "the page of results has one of the markers " + begin + " and " + end + " without the other");
            }
        }
        checkNothingElse(result);
        return result;
    }

    private void checkNothingElse(String page) {
        Matcher markers =
                Pattern.compile("<!-- begin " + experiment + "/([^ ,]+)").matcher(page);
        while (markers.find()) {
            if (!blocks.containsKey(markers.group(1))) {
                throw new IllegalArgumentException("the page of results has a block " + experiment + "/"
                        + markers.group(1) + " that " + experiment + " does not make: delete it");
            }
        }
    }

    /** Puts the blocks into a file, which is made if it is not there. */
    void save(Path file, String title) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "# Results\n";
        String after = in(before, title);
        AtomicOutput.file(file, temporary -> Files.writeString(temporary, after));
    }
}
