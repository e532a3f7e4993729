package io.turnstile.core.remove;

import io.turnstile.core.option.Durations;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.Sizes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule of what is evicted: afterwards each of its limits holds, as far as nobody is using what would have to go.
 *
 * @param unusedFor what was not used for so long goes; null if that does not matter
 * @param maxBytes as many bytes may stay, and what is least worth its bytes goes first; null if that does not matter
 */
public record EvictionRule(
        @Nullable Duration unusedFor, @Nullable Long maxBytes) {
    /**
     * As users spell it: a duration, and a size; either may be empty.
     *
     * @throws InvalidOptionException if it is something else
     */
    public static EvictionRule parse(String unusedFor, String maxBytes) {
        return new EvictionRule(
                unusedFor.isEmpty()
                        ? null
                        : Durations.parse(unusedFor)
                                .orElseThrow(() -> new InvalidOptionException(
                                        "'" + unusedFor + "' is no duration. Write it like 30d or 12h.")),
                maxBytes.isEmpty() ? null : Sizes.parse(maxBytes));
    }
}
