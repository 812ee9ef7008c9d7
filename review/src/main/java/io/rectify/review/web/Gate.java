package io.rectify.review.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who may come in: a browser that was given the address with a token, and no page but its own. On this machine the token is good for one visit,
 * which gets a cookie for it; where a review is shared every reviewer has a token, good as long as the server runs, and decides under his name alone.
 */
final class Gate {
    private static final int BYTES = 32;
    private static final String REVIEWER = "rectify-reviewer";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final boolean shared;
    private final Set<String> hosts = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
    private final List<Pass> passes;

    /**
     * What lets a browser in.
     *
     * @param reviewer empty for whoever it is
     * @param token in the address
     * @param secret in the cookie
     */
    private record Pass(String reviewer, String token, String secret, AtomicBoolean used) {
        static Pass of(String reviewer) {
            return new Pass(reviewer, random(), random(), new AtomicBoolean());
        }
    }

    Gate(Optional<Share> share) {
        this.shared = share.isPresent();
        share.ifPresent(with -> hosts.add(with.host().toLowerCase(Locale.ROOT)));
        this.passes = share.map(Share::reviewers).orElse(List.of("")).stream()
                .map(Pass::of)
                .toList();
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Tokens, in the order of the reviewers. */
    List<String> tokens() {
        return passes.stream().map(Pass::token).toList();
    }

    /** @throws Refusal if the request is not to be answered */
    void check(Context context) {
        addHeaders(context);
        checkHost(context);
        checkOrigin(context);
        String given = context.queryParam("token");
        if (given != null && context.path().equals("/") && isGet(context)) {
            exchange(context, given);
            return;
        }
        Pass pass = pass(context)
                .orElseThrow(() -> new Refusal(
                        HttpStatus.FORBIDDEN,
                        "open the address that rectify review printed"
                                + (shared ? " for you" : "; it is good once, and for the browser that opened it")));
        context.attribute(REVIEWER, pass.reviewer());
    }

    /** Whose browser it is, where a review is shared. */
    static Optional<String> reviewer(Context context) {
        String reviewer = context.attribute(REVIEWER);
        return Optional.ofNullable(reviewer).filter(name -> !name.isEmpty());
    }

    private Optional<Pass> pass(Context context) {
        String cookie = context.cookie(cookieName(context));
        return cookie == null
                ? Optional.empty()
                : passes.stream().filter(pass -> isEqual(cookie, pass.secret())).findFirst();
    }

    private static boolean isGet(Context context) {
        return context.req().getMethod().equals("GET");
    }

    private static void addHeaders(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cache-Control", "no-store");
    }

    /** A name of this machine, so that no other name can be made to point here. */
    private void checkHost(Context context) {
        String host = context.header("Host");
        if (host == null || !isOwn(host, context.req().getLocalPort())) {
            throw new Refusal(
                    HttpStatus.MISDIRECTED_REQUEST,
                    shared ? "this page has another name; --host gives it one" : "this page is of 127.0.0.1 alone");
        }
    }

    /** Whether a Host header names this machine, with this port or none. */
    boolean isOwn(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return hosts.stream().anyMatch(own -> name.equals(own) || name.equals(own + ":" + port));
    }

    private void checkOrigin(Context context) {
        String origin = context.header("Origin");
        String own = (shared ? "https://" : "http://") + context.header("Host");
        if (origin != null && !origin.equalsIgnoreCase(own)) {
            throw new Refusal(HttpStatus.FORBIDDEN, "other pages may not ask here");
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site)) {
            throw new Refusal(HttpStatus.FORBIDDEN, "other pages may not ask here");
        }
    }

    private void exchange(Context context, String given) {
        Optional<Pass> pass =
                passes.stream().filter(one -> isEqual(given, one.token())).findFirst();
        if (pass.isPresent() && (shared || pass.get().used().compareAndSet(false, true))) {
            context.cookie(
                    new Cookie(cookieName(context), pass.get().secret(), "/", -1, shared, true, null, SameSite.STRICT));
        } else if (pass(context).isEmpty()) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN, "this address was used already, or is of another start; start again");
        }
        context.redirect("/", HttpStatus.SEE_OTHER);
        context.skipRemainingHandlers();
    }

    /** Cookies are shared by all ports. */
    private static String cookieName(Context context) {
        return "rectify-review-" + context.req().getLocalPort();
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
