package io.rectify.review.web;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A review by several people over a network: encrypted, and each of them with a token of his own.
 *
 * @param reviewers names of those who may come in, and under which they decide
 * @param host name or address of this machine, by which they reach it
 */
public record Share(List<String> reviewers, String host, Certificate certificate) {
    private static final int LONGEST = 64;

    /** @throws IllegalArgumentException if nobody is named, a name is empty, too long or there twice, or host is no name of a machine */
    public Share {
        reviewers = List.copyOf(reviewers);
        checkReviewers(reviewers);
        checkHost(host);
    }

    /** As the constructor does. */
    public static void checkReviewers(List<String> reviewers) {
        if (reviewers.isEmpty()
                || reviewers.stream().anyMatch(name -> name.isBlank() || name.length() > LONGEST)
                || new HashSet<>(reviewers).size() < reviewers.size()) {
            throw new IllegalArgumentException("--share needs different names of 1 to " + LONGEST
                    + " characters, such as ann,bob, but has " + String.join(",", reviewers));
        }
    }

    /** As the constructor does. */
    public static void checkHost(String host) {
        if (!host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
            throw new IllegalArgumentException("--host must be a name or IPv4 address but is " + host);
        }
    }

    /** An address of this machine that others can reach, if it has one. */
    public static Optional<String> ownAddress() throws SocketException {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .filter(address -> !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }
}
