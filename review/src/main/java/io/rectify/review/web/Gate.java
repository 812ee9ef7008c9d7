package io.rectify.review.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: a browser of this machine that was given the address with the token, and no page but its own. The token is good for one
 * visit, which gets a cookie for it.
 */
final class Gate {
    private static final int BYTES = 32;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final String secret = random();
    private final AtomicReference<@Nullable String> token = new AtomicReference<>(random());

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The token, while nobody has used it. */
    @Nullable
    String token() {
        return token.get();
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
        String cookie = context.cookie(cookieName(context));
        if (cookie == null || !isEqual(cookie, secret)) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "open the address that rectify review printed; it is good once, and for the browser that opened it");
        }
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
    private static void checkHost(Context context) {
        String host = context.header("Host");
        if (host == null || !isOwn(host, context.req().getLocalPort())) {
            throw new Refusal(HttpStatus.MISDIRECTED_REQUEST, "this page is of 127.0.0.1 alone");
        }
    }

    /** Whether a Host header names this machine, with this port or none. */
    static boolean isOwn(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return Set.of("127.0.0.1", "localhost", "[::1]").stream()
                .anyMatch(own -> name.equals(own) || name.equals(own + ":" + port));
    }

    private static void checkOrigin(Context context) {
        String origin = context.header("Origin");
        if (origin != null && !origin.equalsIgnoreCase("http://" + context.header("Host"))) {
            throw new Refusal(HttpStatus.FORBIDDEN, "other pages may not ask here");
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site)) {
            throw new Refusal(HttpStatus.FORBIDDEN, "other pages may not ask here");
        }
    }

    private void exchange(Context context, String given) {
        String wanted = token.get();
        if (wanted == null || !isEqual(given, wanted) || !token.compareAndSet(wanted, null)) {
            String cookie = context.cookie(cookieName(context));
            if (cookie == null || !isEqual(cookie, secret)) {
                throw new Refusal(
                        HttpStatus.FORBIDDEN, "this address was used already, or is of another start; start again");
            }
        } else {
            context.cookie(new Cookie(cookieName(context), secret, "/", -1, false, true, null, SameSite.STRICT));
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
