package io.rectify.review.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What a server shows to prove who it is.
 *
 * @param store keys and certificates
 * @param password of the store and its key
 * @param fingerprint SHA-256 of the certificate, as browsers show it
 */
public record Certificate(KeyStore store, String password, String fingerprint) {
    private static final String TYPE = "PKCS12";
    private static final String PASSWORD = "RECTIFY_SESSION_PASSWORD";
    private static final int DAYS = 30;
    private static final int SECONDS = 60;

    /**
     * A certificate of one's own.
     *
     * @param file PKCS #12
     * @throws IllegalArgumentException if it is none, the password is another, or no private key is in it
     */
    public static Certificate read(Path file, String password) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(in, password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return new Certificate(store, password, fingerprint(store, alias));
                }
            }
            throw new IllegalArgumentException(
                    file + " has no private key; expected PKCS #12 with key and certificate");
        } catch (IOException e) {
            if (Files.isReadable(file)) {
                throw new IllegalArgumentException(
                        e.getCause() instanceof UnrecoverableKeyException
                                ? file + " has another password than the one given"
                                : file + " is no key store of format PKCS #12",
                        e);
            }
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * One for this session alone, signed by itself; browsers warn of it, and its fingerprint tells whether it is this one. Made by the keytool that
     * comes with Java.
     *
     * @param hosts names and addresses that it is for
     * @throws IOException if keytool is not there or fails
     */
    public static Certificate forSession(List<String> hosts) throws IOException {
        Path folder = Files.createTempDirectory("rectify-review");
        Path file = folder.resolve("session.p12");
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            String names = hosts.stream()
                    .map(host -> (host.matches("[0-9.]+|.*:.*") ? "ip:" : "dns:") + host)
                    .collect(Collectors.joining(","));
            keytool(
                    Map.of(PASSWORD, password),
                    List.of(
                            "-genkeypair",
                            "-alias",
                            "review",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=rectify review",
                            "-ext",
                            "san=" + names,
                            "-validity",
                            Integer.toString(DAYS),
                            "-storetype",
                            TYPE,
                            "-storepass:env",
                            PASSWORD,
                            "-keystore",
                            file.toString()));
            return read(file, password);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static void keytool(Map<String, String> environment, List<String> arguments) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder builder = new ProcessBuilder(tool.toString());
        builder.command().addAll(arguments);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException(
                    "a certificate for this session needs keytool, which is not at " + tool
                            + "; give one by --keystore",
                    e);
        }
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no certificate: "
                        + said.lines().findFirst().orElse("it said nothing") + "; give one by --keystore");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String fingerprint(KeyStore store, String alias) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(store.getCertificate(alias).getEncoded());
        return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "the certificate's SHA-256 fingerprint is " + fingerprint;
    }
}
