package io.rectify.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks that input is refused, by one line. */
public final class Refusal {
    private Refusal() {}

    /** The message of the {@link DataFormatException} that the call must throw. */
    public static String of(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isExactlyInstanceOf(DataFormatException.class);
        return line(thrown);
    }

    /** The message of the {@link OutputException} that the call must throw. */
    public static String ofOutput(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isExactlyInstanceOf(OutputException.class);
        return line(thrown);
    }

    private static String line(Throwable thrown) {
        assertThat(thrown.getMessage()).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]");
        return thrown.getMessage();
    }
}
