package io.turnstile.core.reuse;

import io.turnstile.core.identity.DatasetKey;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of datasets that nobody has named: a hash of the query and of what it read, in a namespace of their own. */
public final class UnnamedKeys {
    /** The namespace of all of them. */
    public static final String NAMESPACE = "auto";

    private static final String PREFIX = "q_";
    private static final int DIGITS = 24;
    private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{" + DIGITS + "}");

    private UnnamedKeys() {}

    /**
     * The key for a query.
     *
     * @param hash of the query and of the versions of its inputs; 24 hexadecimal digits in lower case or more
     */
    public static DatasetKey of(String hash) {
        return new DatasetKey(List.of(NAMESPACE, PREFIX + hash.substring(0, DIGITS)));
    }

    /** Whether nobody has named it: no other key in that namespace is one of these. */
    public static boolean isUnnamed(DatasetKey key) {
        return key.namespace().equals(List.of(NAMESPACE))
                && NAME.matcher(key.name()).matches();
    }
}
