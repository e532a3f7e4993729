package io.turnstile.core.exception;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Reader;
import java.util.List;
import java.util.stream.Collectors;

/** Reruns are not allowed: the dataset may not be replaced, removed or rolled back here. It is untouched. */
public final class RerunDeniedException extends DatasetException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    public RerunDeniedException(String action, DatasetKey key, Generation head, List<Reader> others) {
        super("Cannot " + action + " dataset " + key + ": it exists (" + head.name() + ", published by " + head.origin()
                + ") and reruns are not allowed. " + reading(others)
                + " To allow it, set the option rerun=allow, or in a Spark session spark.turnstile.rerun=allow.");
    }

    private static String reading(List<Reader> readers) {
        List<String> names = readers.stream()
                .map(reader -> reader.application().toString())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            return "Nobody else is known to be reading it now.";
        }
        return "Reading it now: " + names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "") + ".";
    }
}
