package io.rectify.review.web;

import io.javalin.http.HttpStatus;

/** A request that is not answered, and why. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HttpStatus status;

    Refusal(HttpStatus status, String reason) {
        super(reason);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
