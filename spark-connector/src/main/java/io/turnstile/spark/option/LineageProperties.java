package io.turnstile.spark.option;

import io.turnstile.core.identity.DatasetKey;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The table properties by which OpenLineage's listener names what is read or written through a catalog that it does not know: the
 * dataset's directory, as it names files, whatever the generation and however the catalog is called. Where that listener is not
 * configured, there are none.
 */
public final class LineageProperties {
    private static final String LISTENER = "OpenLineageSparkListener";

    private LineageProperties() {}

    /** Of a dataset in a root. */
    public static Map<String, String> of(SparkSession session, Path root, DatasetKey dataset) {
        return of(session, new Path(root, String.join("/", dataset.parts())));
    }

    /** Of a dataset in a directory. */
    public static Map<String, String> of(SparkSession session, Path directory) {
        if (!session.sparkContext().getConf().get("spark.extraListeners", "").contains(LISTENER)) {
            return Map.of();
        }
        URI uri = directory.toUri();
        String namespace = uri.getAuthority() == null ? "file" : uri.getScheme() + "://" + uri.getAuthority();
        return Map.of("openlineage.dataset.namespace", namespace, "openlineage.dataset.name", uri.getPath());
    }
}
