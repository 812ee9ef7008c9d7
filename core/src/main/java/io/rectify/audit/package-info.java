/** Which given labels are wrong, what they should be, and why: from outputs that never saw the label they judge. */
@NullMarked
package io.rectify.audit;

import org.jspecify.annotations.NullMarked;
