package io.turnstile.bench;

import java.util.List;

/** A benchmark: a claim, and how it is measured. */
public interface Row {
    /**
     * Measures it, in a JVM of its own.
     *
     * @return one figure for each thing that it is measured beside
     * @throws Exception if it could not be measured; then the row is reported as failed, and the others go on
     */
    List<Figure> measure(Setting setting) throws Exception;

    /** Options of the JVM that measures it, besides those that all have. */
    default List<String> options(Setting setting) {
        return List.of();
    }
}
