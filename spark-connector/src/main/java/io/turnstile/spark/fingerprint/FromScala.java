package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scala.Tuple2;

/** Scala's collections, as all its versions have them. */
public final class FromScala {
    private FromScala() {}

    /** A copy. */
    public static <T> List<T> list(scala.collection.Iterable<T> elements) {
        return list(elements.iterator());
    }

    /** What is left of it. It may hold nulls, so it is no {@link List#of}. */
    static <T> List<T> list(scala.collection.Iterator<T> elements) {
        List<T> list = new ArrayList<>();
        while (elements.hasNext()) {
            list.add(elements.next());
        }
        return Collections.unmodifiableList(list);
    }

    /** A copy with one more, or with another value. */
    @SuppressWarnings("unchecked") // Scala's versions have signatures of their own.
    static scala.collection.immutable.Map<String, String> with(
            scala.collection.immutable.Map<String, String> options, String key, String value) {
        return (scala.collection.immutable.Map<String, String>)
                (scala.collection.Map<?, ?>) options.$plus(new Tuple2<>(key, value));
    }

    /** A copy, with keys that do not regard case: Spark's options and settings do not. */
    static Map<String, String> options(scala.collection.Map<String, String> options) {
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Tuple2<String, String> option : list(options)) {
            map.put(option._1(), option._2());
        }
        return map;
    }
}
