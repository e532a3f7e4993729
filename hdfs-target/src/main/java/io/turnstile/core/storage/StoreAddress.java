package io.turnstile.core.storage;

import java.net.URI;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The address of an object store.
 *
 * @param text as it is configured, or {@code AWS}
 * @param known whether it is one bucket at AWS, of which it is known that one of all who create an object succeeds
 */
public record StoreAddress(String text, boolean known) {
    private static final Pattern AWS = Pattern.compile("(.*\\.)?amazonaws\\.com(\\.cn)?");

    /** That of the bucket or container that a path lies in, where nothing is known of the store. */
    static StoreAddress unknown(Path path) {
        return new StoreAddress(path.toUri().getScheme() + "://" + path.toUri().getAuthority(), false);
    }

    /** That of the bucket of S3 that a path lies in. */
    static StoreAddress of(Path path, Configuration configuration) {
        String bucket = "fs.s3a.bucket." + path.toUri().getAuthority() + ".";
        String accessPoint = configuration.getTrimmed(bucket + "accesspoint.arn", "");
        if (accessPoint.contains(".mrap")) {
            // It leads to buckets in several regions, each of which decides by itself.
            return new StoreAddress(accessPoint, false);
        }
        String endpoint =
                configuration.getTrimmed(bucket + "endpoint", configuration.getTrimmed("fs.s3a.endpoint", ""));
        return new StoreAddress(endpoint.isEmpty() ? "AWS" : endpoint, endpoint.isEmpty() || isAws(endpoint));
    }

    private static boolean isAws(String endpoint) {
        String host = endpoint.contains("://") ? URI.create(endpoint).getHost() : endpoint.replaceFirst("[:/].*", "");
        return host != null && AWS.matcher(host).matches();
    }
}
