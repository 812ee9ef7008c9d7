/** The rectify command: reads options and files, calls core, prints. No arithmetic. */
@NullMarked
package io.rectify.cli;

import org.jspecify.annotations.NullMarked;
