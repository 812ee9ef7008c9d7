/** When and why self-distillation mends labels: correlations of the data, the model they define, conditions, simulation. */
@NullMarked
package io.rectify.theory;

import org.jspecify.annotations.NullMarked;
