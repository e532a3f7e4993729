package io.turnstile.spark.origin;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.origin.Freshness;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for who reads a dataset by its name: whether what it was computed from has changed. Reads what there is all the same. */
public final class StaleReads {
    private static final Logger LOG = LoggerFactory.getLogger(StaleReads.class);

    private StaleReads() {}

    /** Looks, and tells; returns after a second at the latest. Does not fail. */
    public static void look(SparkSession session, CachedDataset dataset, Generation read) {
        BackgroundLook.begin(() -> {
            Freshness freshness = dataset.freshness(new SessionTables(session)).ofInputs(read);
            if (freshness.isFresh()) {
                LOG.info("Dataset {} is read, and nothing has changed that it was computed from", dataset.key());
            } else if (!freshness.hasChanged()) {
                LOG.info("Dataset {} is read; {}", dataset.key(), freshness.sentence());
            } else {
                LOG.warn("Dataset {} is read, but {}", dataset.key(), freshness.sentence());
            }
        });
    }
}
