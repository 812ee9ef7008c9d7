/**
 * The front door: {@link io.rectify.Rectify} trains and audits in one call each. It only delegates; the packages beside it are the
 * second storey and stay open: read {@code select} and {@code distill} next for training, {@code audit} for judging labels.
 */
@NullMarked
package io.rectify;

import org.jspecify.annotations.NullMarked;
