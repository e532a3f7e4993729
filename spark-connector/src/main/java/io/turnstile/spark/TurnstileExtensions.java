package io.turnstile.spark;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.option.ReuseSettings;
import io.turnstile.spark.reuse.ReuseRules;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Extensions of a session: the hint {@code cached}, {@code df.hint("cached")} or {@code SELECT /*+ CACHED *}{@code / …}, by
 * which a query is read from a dataset that all applications share; and, with {@code spark.turnstile.reuse=all}, reuse of
 * whatever part of any query lies in a dataset already. Without it Spark ignores the hint, with a warning.
 *
 * <pre>
 * spark.sql.extensions=io.turnstile.spark.TurnstileExtensions
 * </pre>
 */
public final class TurnstileExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    private static final Logger LOG = LoggerFactory.getLogger(TurnstileExtensions.class);

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        ReuseRules.inject(extensions, TurnstileExtensions::cached, TurnstileExtensions::catalog);
        return BoxedUnit.UNIT;
    }

    private static Dataset<Row> cached(SparkSession session, Dataset<Row> query) {
        try {
            return Turnstile.in(session, catalog(session)).cached(query);
        } catch (InvalidOptionException noCatalog) {
            LOG.warn("The hint CACHED is ignored: {}", noCatalog.getMessage());
            return query;
        }
    }

    /** The one that is named, or the only one. @throws InvalidOptionException if there is none */
    private static String catalog(SparkSession session) {
        String found = ReuseSettings.catalog(session.conf()).orElseGet(() -> {
            List<String> catalogs = ReuseSettings.catalogs(session.conf(), TurnstileCatalog.class.getName());
            if (catalogs.isEmpty()) {
                throw new InvalidOptionException("There is no Turnstile catalog; set spark.sql.catalog.cache="
                        + TurnstileCatalog.class.getName() + " and spark.sql.catalog.cache.root, or any other name.");
            }
            if (catalogs.size() > 1) {
                throw new InvalidOptionException("There are several Turnstile catalogs, " + String.join(", ", catalogs)
                        + "; name one with spark.turnstile.reuse.catalog.");
            }
            return catalogs.get(0);
        });
        return Turnstile.in(session, found).catalog();
    }
}
