/**
 * When and why self-distillation mends labels: correlations of the data, the models they define, conditions, simulation. Begin
 * with {@link io.rectify.theory.ThreeLevelModel}, where the formulas are plainest, then {@link io.rectify.theory.BlockModel}; {@link
 * io.rectify.theory.TheoryAnalysis} applies all of it to one data set.
 */
@NullMarked
package io.rectify.theory;

import org.jspecify.annotations.NullMarked;
