package io.turnstile.core.doctor;

import io.turnstile.core.option.Durations;
import java.time.Duration;

/** The comparison of this machine's clock with another one. */
final class Clock {
    /** Nothing is decided by comparing clocks of two machines; but people read the times, and ask for versions by them. */
    private static final Duration MUCH = Duration.ofSeconds(5);

    private Clock() {}

    /** @param ahead how far this machine's clock is ahead of the other one; negative if it is behind */
    static Finding compared(String subject, Duration ahead) {
        String difference = Durations.shown(ahead.abs());
        return ahead.abs().compareTo(MUCH) < 0
                ? Finding.ok(subject, "It agrees with this machine's clock within " + difference + ".")
                : Finding.warn(
                        subject,
                        "This machine's clock is " + (ahead.isNegative() ? "behind it" : "ahead of it") + " by "
                                + difference
                                + ". Times in listings, and reads by time, go by the clock of whoever published.",
                        "Let both machines keep time by NTP (chronyc tracking).");
    }
}
