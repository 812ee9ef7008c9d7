package io.rectify.cli;

import io.rectify.embed.FeatureStore;
import io.rectify.embed.ModelSource;
import io.rectify.embed.PictureEmbedder;
import io.rectify.embed.Pictures;
import io.rectify.embed.Thumbnail;
import io.rectify.formats.LabelColumns;
import io.rectify.formats.TableRole;
import io.rectify.formats.TableUse;
import io.rectify.formats.TextFormat;
import io.rectify.report.Issue;
import io.rectify.report.Neighbour;
import io.rectify.report.ReportModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pictures that a command embeds before it goes on as if it had been given their features. */
record EmbeddedPictures(PictureEmbedder embedder, FeatureStore.StoredPictures stored) {
    static final String KIND = "pictures";

    /** What thumbnails add to a page at most. */
    private static final long MOST_BYTES = 8_000_000;

    private static final int PIXELS = 96;
    private static final int BROKEN_NAMED = 3;

    /**
     * Embeds pictures, or finds their features where an earlier command left them.
     *
     * @param out what the command writes, beside which features are kept
     * @param before told what features are made of before they are
     */
    static EmbeddedPictures of(
            Pictures pictures, PictureEmbedder embedder, Path out, boolean quiet, Consumer<TableUse> before)
            throws IOException {
        Path written = out.toAbsolutePath().normalize();
        if (Files.isDirectory(pictures.place())
                && written.startsWith(pictures.place().toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("--out " + out + " lies in " + pictures.place()
                    + ", whose folders are classes; choose a place outside");
        }
        // A model that is not there is noticed before anything is said.
        embedder.source().fingerprint();
        before.accept(use(embedder.source()));
        long begin = System.nanoTime();
        FeatureStore.StoredPictures stored;
        try (EmbedProgress progress = new EmbedProgress(quiet, "pictures")) {
            stored = new FeatureStore(written.resolveSibling(FeatureStore.FOLDER))
                    .features(embedder.source(), pictures, embedder.options(), progress);
        }
        if (!quiet) {
            report(pictures, embedder.source(), stored, (System.nanoTime() - begin) / 1e9);
        }
        return new EmbeddedPictures(embedder, stored);
    }

    private static void report(
            Pictures pictures, ModelSource source, FeatureStore.StoredPictures stored, double seconds) {
        int rows = pictures.files().size();
        String count = Wording.count(rows) + " pictures"
                + (stored.distinct() < rows ? ", " + Wording.count(stored.distinct()) + " of them different," : "");
        System.err.println(
                stored.found()
                        ? count + " embedded by an earlier command: " + Wording.path(stored.features())
                        : String.format("%s embedded by %s in %.1f s", count, source, seconds));
        if (pictures.skipped() > 0) {
            System.err.println("rectify: " + Wording.count(pictures.skipped()) + " links that lead out of "
                    + pictures.place() + " are left out");
        }
        List<String> broken = new ArrayList<>(pictures.names());
        broken.removeAll(Set.copyOf(stored.pictures().names()));
        if (!broken.isEmpty()) {
            System.err.println("rectify: " + Wording.count(broken.size())
                    + (broken.size() == 1
                            ? " file is no picture and is left out: "
                            : " files are no pictures and are left out: ")
                    + String.join(", ", broken.subList(0, Math.min(BROKEN_NAMED, broken.size())))
                    + (broken.size() > BROKEN_NAMED ? ", ..." : ""));
        }
    }

    /** The page with small copies of the pictures of its issues and their neighbours, the most suspicious first. */
    ReportModel addTo(ReportModel page) {
        Map<String, Path> places = new HashMap<>();
        for (int row = 0; row < stored.pictures().files().size(); row++) {
            places.put(
                    stored.pictures().names().get(row),
                    stored.pictures().files().get(row));
        }
        Set<String> names = new LinkedHashSet<>();
        for (Issue issue : page.issues()) {
            names.add(issue.text());
            issue.neighbours().stream().map(Neighbour::text).forEach(names::add);
        }
        List<String> wanted = names.stream().filter(places::containsKey).toList();
        List<String> uris = Thumbnail.ofFirst(
                wanted.stream().map(places::get).toList(),
                PIXELS,
                MOST_BYTES,
                embedder.options().threads());
        Map<String, String> thumbnails = new LinkedHashMap<>();
        for (int i = 0; i < uris.size(); i++) {
            if (!uris.get(i).isEmpty()) {
                thumbnails.put(wanted.get(i), uris.get(i));
            }
        }
        return page.withThumbnails(thumbnails);
    }

    /** What features are made of, for people to check. */
    private static TableUse use(ModelSource source) {
        return new TableUse("made of pictures by " + source, Map.of(), List.of(), List.of());
    }

    /**
     * Features of the pictures that were kept, with their labels.
     *
     * @param labels of all pictures, those that were left out too
     */
    LabelledRows rows(LabelColumns labels, MemoryOptions memory, Path place) throws IOException {
        int[] kept = stored.kept().stream().mapToInt(Integer::intValue).toArray();
        List<String> names = stored.pictures().names();
        LabelColumns named = labels.select(kept).withTexts(Map.of(TableRole.TEXT, names));
        named = named.column(TableRole.ID).isEmpty() ? named.withTexts(Map.of(TableRole.ID, names)) : named;
        return LabelledRows.of(
                stored.features(), named, stored.pictures().place(), use(embedder.source()), memory, place);
    }

    /** For run.json: enough to embed other pictures alike. */
    Map<String, Object> record() throws IOException {
        Map<String, Object> record = new LinkedHashMap<>(embedder.record());
        record.put(KIND, stored.pictures().files().size());
        record.put("different", stored.distinct());
        return record;
    }

    /** Pictures of a folder, or those that a table names. */
    static Optional<Pictures> in(Path data, @Nullable String column, TextFormat format) throws IOException {
        if (Files.isDirectory(data)) {
            return Optional.of(Pictures.below(data));
        }
        return column == null ? Optional.empty() : Optional.of(Pictures.named(data, column, format));
    }
}
