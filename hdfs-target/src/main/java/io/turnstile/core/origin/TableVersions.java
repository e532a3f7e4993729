package io.turnstile.core.origin;

import java.io.IOException;
import java.util.Optional;

/** A source of the versions that tables of others have now. Asked by those who wrote down an earlier one. */
@FunctionalInterface
public interface TableVersions {
    /** Where there is nobody who could ask a table. */
    TableVersions NONE = table -> {
        throw new UnsupportedOperationException("only a Spark session that has its catalog can ask it");
    };

    /**
     * The version that a table has now.
     *
     * @param table its name, as the input of a computation had it
     * @return empty if it is gone
     * @throws UnsupportedOperationException if it cannot be told, with the reason as a clause
     * @throws IOException if it cannot be asked at the moment
     */
    Optional<String> of(String table) throws IOException;
}
