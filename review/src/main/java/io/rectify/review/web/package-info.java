/**
 * {@link io.rectify.review.ReviewSession} in a browser of this machine: {@link io.rectify.review.web.ReviewServer}. HTTP begins and ends here;
 * what is done is done by the session.
 */
@NullMarked
package io.rectify.review.web;

import org.jspecify.annotations.NullMarked;
