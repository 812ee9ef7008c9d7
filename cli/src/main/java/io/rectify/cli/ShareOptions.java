package io.rectify.cli;

import io.rectify.review.web.Certificate;
import io.rectify.review.web.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a review is shared with others over a network. */
final class ShareOptions {
    private static final String PASSWORD = "RECTIFY_KEYSTORE_PASSWORD";

    @Option(
            names = "--share",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Let these people in over the network, by TLS: prints an address for each, with a token that is his alone "
                            + "and under which he decides, good until the end. Such as --share ann,bob.")
    List<String> reviewers = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Name or address by which they reach this machine. Default: its first address.")
    @Nullable
    String host;

    @Option(
            names = "--keystore",
            paramLabel = "FILE",
            description =
                    "Key and certificate, PKCS #12; its password is the first line of --keystore-password, or in the environment "
                            + "variable " + PASSWORD
                            + ". Default: a certificate for this session, whose fingerprint is printed.")
    @Nullable
    Path keystore;

    @Option(names = "--keystore-password", paramLabel = "FILE", description = "File with the password of --keystore.")
    @Nullable
    Path password;

    boolean isShared() {
        return !reviewers.isEmpty();
    }

    /** @throws IllegalArgumentException if options exclude each other or the key store cannot be used */
    Optional<Share> read() throws IOException {
        if (!isShared()) {
            if (host != null || keystore != null || password != null) {
                throw new IllegalArgumentException(
                        "--host, --keystore and --keystore-password say how a review is shared: with whom says --share");
            }
            return Optional.empty();
        }
        if (password != null && keystore == null) {
            throw new IllegalArgumentException("--keystore-password is of a --keystore, which is not given");
        }
        String name = host != null
                ? host
                : Share.ownAddress()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "this machine has no address that others can reach; name one by --host"));
        Share.checkReviewers(reviewers);
        Share.checkHost(name);
        return Optional.of(new Share(
                reviewers,
                name,
                keystore == null
                        ? Certificate.forSession(List.of(name, "localhost", "127.0.0.1"))
                        : Certificate.read(keystore, password(keystore))));
    }

    private String password(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is not there; expected a key store, PKCS #12");
        }
        String given = password != null
                ? Files.readString(password).lines().findFirst().orElse("")
                : System.getenv().getOrDefault(PASSWORD, "");
        if (given.isEmpty()) {
            throw new IllegalArgumentException(
                    "--keystore needs its password: in a file, --keystore-password, or in the environment variable "
                            + PASSWORD);
        }
        return given;
    }

    /** One line for each address; to whom it is given stands before it where there are several people. */
    void print(List<String> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            System.out.println(isShared() ? reviewers.get(i) + " " + addresses.get(i) : addresses.get(i));
        }
        System.out.flush();
    }
}
