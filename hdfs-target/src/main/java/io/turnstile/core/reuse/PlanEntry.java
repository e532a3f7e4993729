package io.turnstile.core.reuse;

import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.InvalidKeyException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of the index: this generation's rows are those of that query, from inputs of these versions. Its file is empty, and
 * its name says all.
 *
 * @param rows {@link Signature#rows}
 * @param inputs {@link Signature#inputs}
 */
public record PlanEntry(String rows, String inputs, GenerationName generation, DatasetKey dataset) {
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{32})-([0-9a-f]{32})-(g-[0-9]{8,18}-[0-9a-f]{8})-(.+)");

    /** What file systems allow. A name is ASCII. */
    private static final int LONGEST = 255;

    static PlanEntry of(Signature signature, GenerationName generation, DatasetKey dataset) {
        return new PlanEntry(signature.rows(), signature.inputs(), generation, dataset);
    }

    String name() {
        return rows + "-" + inputs + "-" + generation + "-" + dataset;
    }

    /** Whether a file can have its name: the longest keys of datasets leave no room for the rest. */
    boolean isNameable() {
        return name().length() <= LONGEST;
    }

    /** What {@link #inputs} says is read. */
    String sources() {
        return inputs.substring(0, Signature.SOURCES);
    }

    static Optional<PlanEntry> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            DatasetKey dataset = DatasetKey.parse(matcher.group(4));
            return GenerationName.parse(matcher.group(3))
                    .map(generation -> new PlanEntry(matcher.group(1), matcher.group(2), generation, dataset));
        } catch (InvalidKeyException foreign) {
            return Optional.empty();
        }
    }
}
