package io.rectify.formats;

import io.rectify.linalg.Guard;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip archive of npy files, as {@code numpy.savez} writes it. Nothing is ever unpacked to disk. */
final class NpzArchive implements Closeable {
    private static final String ENDING = ".npy";

    /** Deflate makes at most 258 bytes of 2 bits; what claims more is no honest entry. */
    private static final long LARGEST_RATIO = 1032;

    /** Looking for the features opens every array. */
    private static final int MAX_ARRAYS = 10_000;

    private final Path file;
    private final ZipFile zip;
    private final Set<String> names = new LinkedHashSet<>();

    private NpzArchive(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    static NpzArchive open(Path file) throws IOException {
        InputFile.stream(file).close();
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw new DataFormatException(DataLocation.in(file), "expected an npz archive but: " + FailureReason.of(e));
        }
        NpzArchive archive = new NpzArchive(file, zip);
        try (Guard<IOException> guard = Guard.of(zip::close)) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                archive.add(entries.nextElement().getName());
            }
            return guard.release(archive);
        }
    }

    private void add(String name) throws DataFormatException {
        boolean outside = name.startsWith("/")
                || name.contains("\\")
                || List.of(name.split("/")).contains("..");
        if (outside) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected names of arrays but " + Excerpt.quoted(name) + " points outside the archive");
        }
        if (name.endsWith(ENDING)) {
            String array = name.substring(0, name.length() - ENDING.length());
            if (!names.add(array)) {
                throw new DataFormatException(
                        DataLocation.in(file),
                        "expected each array once but " + Excerpt.quoted(array) + " is there twice");
            }
            if (names.size() > MAX_ARRAYS) {
                throw new DataFormatException(
                        DataLocation.in(file), "expected at most " + MAX_ARRAYS + " arrays but there are more");
            }
        }
    }

    /** Names of the arrays in their order. */
    Set<String> names() {
        return names;
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /**
     * The array that holds features: that of the options, or else the only one of numbers in two dimensions.
     *
     * @param taken arrays of labels, texts and ids
     * @throws DataFormatException if there is none, or several
     */
    String features(TableOptions options, Collection<String> taken) throws IOException {
        if (options.array().isPresent()) {
            return checked(options.array().get());
        }
        List<String> found = new ArrayList<>();
        Optional<DataFormatException> refused = Optional.empty();
        for (String name : names) {
            try (NpzEntry entry = open(name)) {
                if (!taken.contains(name)
                        && !entry.isStrings()
                        && entry.header().shape().size() == 2) {
                    found.add(name);
                }
            } catch (DataFormatException e) {
                refused = Optional.of(e);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty() && refused.isPresent()) {
            throw refused.get();
        }
        throw new DataFormatException(
                DataLocation.in(file),
                found.isEmpty()
                        ? "expected an array of numbers in 2 dimensions but "
                                + (names.isEmpty() ? "there is no array" : "the arrays are " + Excerpt.list(names, 10))
                        : "expected one array of 2 dimensions but found " + Excerpt.list(found, 10)
                                + "; name the one that holds the features by --array");
    }

    String checked(String name) throws DataFormatException {
        if (!has(name)) {
            throw new DataFormatException(
                    DataLocation.in(file),
                    "expected an array " + Excerpt.quoted(name) + " but the arrays are " + Excerpt.list(names, 10));
        }
        return name;
    }

    NpzEntry open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name + ENDING);
        if (entry == null) {
            throw new DataFormatException(DataLocation.in(file), "array " + Excerpt.quoted(name) + " is missing");
        }
        long most = Math.min(entry.getCompressedSize(), Files.size(file)) * LARGEST_RATIO;
        return NpzEntry.open(file, name, zip.getInputStream(entry), entry.getCrc(), most);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
