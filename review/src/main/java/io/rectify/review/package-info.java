/**
 * A person puts the labels of an audit right. {@link io.rectify.review.ReviewSession} holds all that can be done, and keeps it in a
 * {@link io.rectify.run.ReviewJournal}.
 */
@NullMarked
package io.rectify.review;

import org.jspecify.annotations.NullMarked;
