/**
 * Data in and out: tables of features, labels, texts and ids in any {@link io.rectify.formats.TableFormat}, npy arrays, csv
 * labels, safetensors models, and outputs that appear whole or not at all.
 *
 * <p>Bad input is refused by a {@link io.rectify.formats.DataFormatException}, a place that cannot be written by an
 * {@link io.rectify.formats.OutputException}; the message of either is one line that can be shown as it is.
 */
@NullMarked
package io.rectify.formats;

import org.jspecify.annotations.NullMarked;
