/**
 * Rectify as stages of Spark ML, for rows that outgrow one machine. Begin with {@link io.rectify.spark.RectifyClassifier} and {@link
 * io.rectify.spark.LabelAuditor}. Mathematics is core's, called on blocks of rows; sums over partitions are added in their order, so that
 * equal partitions give equal bits on any number of executors.
 */
@NullMarked
package io.rectify.spark;

import org.jspecify.annotations.NullMarked;
