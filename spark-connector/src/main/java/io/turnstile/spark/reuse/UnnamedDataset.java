package io.turnstile.spark.reuse;

import io.turnstile.core.commit.Origin;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.reuse.UnnamedKeys;
import io.turnstile.spark.fingerprint.FingerprintAnswer;
import io.turnstile.spark.fingerprint.QueryFingerprint;
import io.turnstile.spark.fingerprint.ReadInput;
import io.turnstile.spark.fingerprint.Refusal;
import io.turnstile.spark.origin.QueryOrigin;
import io.turnstile.spark.origin.SessionFingerprint;
import java.util.List;
import org.apache.spark.sql.Dataset;

/**
 * The dataset of a query that nobody has given a name: its name is a hash of what is computed, of the settings that matter
 * and of the version of everything that is read. Where an input changes, that is another dataset.
 *
 * @param key in the namespace {@link UnnamedKeys#NAMESPACE}
 * @param text the query in short, for people
 * @param inputs what it reads
 * @param origin the same as it is recorded
 */
public record UnnamedDataset(DatasetKey key, String text, List<ReadInput> inputs, Origin origin) {
    /**
     * The dataset of a query. Runs no job.
     *
     * @throws UnsupportedOperationException if it cannot be told what the query computes, or that is no bag of rows; the
     *     message says what is in the way, as a sentence goes on
     */
    public static UnnamedDataset of(Dataset<?> query) {
        if (ExposedOrder.of(query.queryExecution().analyzed())) {
            throw new UnsupportedOperationException(
                    "its rows are in an order, which no dataset keeps; sort what was cached");
        }
        FingerprintAnswer answer = SessionFingerprint.of(
                query.sparkSession(), query.queryExecution().analyzed());
        if (answer instanceof Refusal refusal) {
            throw new UnsupportedOperationException(refusal.reason());
        }
        QueryFingerprint told = (QueryFingerprint) answer;
        Origin origin = QueryOrigin.of(told);
        if (origin.hash().isEmpty()) {
            throw new UnsupportedOperationException("whether its inputs change while it is computed cannot be told;"
                    + " read fewer directories, and without options that choose among their files");
        }
        return new UnnamedDataset(UnnamedKeys.of(told.key()), told.text(), told.inputs(), origin);
    }
}
