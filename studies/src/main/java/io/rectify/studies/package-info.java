/**
 * The studies of the papers, repeated on the data at hand: an {@link io.rectify.studies.Experiment} computes cells,
 * which are kept as they are finished, and makes figures and tables of what is kept.
 */
@NullMarked
package io.rectify.studies;

import org.jspecify.annotations.NullMarked;
