package io.turnstile.core.commit;

import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Records as tests need them. */
final class Records {
    static final Stamp NOW = new Stamp("epoch-1", Instant.ofEpochMilli(1_000));

    private Records() {}

    static CommitRecord.Author author(String name) {
        return new CommitRecord.Author(new Application("application_" + name, name, "ann", "host7"));
    }

    /** A generation that is the next one after a record. */
    static Generation generation(CommitRecord base) {
        CommitRecord.Author author = author("writer");
        return new Generation(
                GenerationName.forTarget(base.version() + 1),
                base.version() + 1,
                new Generation.Size(600, 3, 12_345),
                "parquet",
                Parameters.of(Map.of("date", "2001-01-01", "origin", "a=b\n")),
                "0123456789abcdef0123456789abcdef",
                Duration.ofMillis(4_200),
                Duration.ofMillis(33_600),
                Duration.ofHours(24),
                "recompute",
                author.at(),
                author.application(),
                false,
                null);
    }

    static CommitRecord publish(CommitRecord base) {
        return base.publish(generation(base), NOW, author("writer"));
    }
}
