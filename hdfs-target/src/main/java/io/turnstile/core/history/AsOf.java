package io.turnstile.core.history;

import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.option.InvalidOptionException;
import java.time.Instant;
import java.util.Optional;

/**
 * A time-travel selector (as of a version, a name or a time): which of a dataset's generations to read, where it is not
 * to be the present one.
 */
public sealed interface AsOf {
    /**
     * Reads a version as users write it: its number, or the name of a generation.
     *
     * @throws InvalidOptionException if it is neither
     */
    static AsOf parse(String version) {
        Optional<GenerationName> name = GenerationName.parse(version.strip());
        if (name.isPresent()) {
            return new Named(name.get());
        }
        try {
            return new Version(Long.parseLong(version.strip()));
        } catch (NumberFormatException neither) {
            throw new InvalidOptionException(
                    "'" + version + "' is no version of a dataset: give a version's number, such"
                            + " as 3, or a generation's name, such as g-00000001-4f2a91c0.");
        }
    }

    /** By version: what the head was when that version was the latest. */
    record Version(long number) implements AsOf {
        @Override
        public String toString() {
            return "version " + number;
        }
    }

    /** By name: the generation that is called so. */
    record Named(GenerationName generation) implements AsOf {
        @Override
        public String toString() {
            return "generation " + generation;
        }
    }

    /**
     * By time: what the head was then, by the last version whose author recorded a commit time that is not later.
     * Authors go by their own clocks, so where two of them committed within what their clocks differ by, this may be
     * off by one.
     */
    record Time(Instant time) implements AsOf {
        @Override
        public String toString() {
            return time.toString();
        }
    }
}
