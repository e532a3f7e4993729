package io.turnstile.spark.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** A function of the shared session's that gives back its number, once it is let: a computation that is under way till then. */
public final class HeldFunction {
    /** Tasks run in this JVM, but with copies of what they are given. */
    private static final Map<String, HeldFunction> REGISTERED = new ConcurrentHashMap<>();

    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch let = new CountDownLatch(1);

    private HeldFunction() {}

    /** Registers one under a name that no other test uses. */
    public static HeldFunction register(String name) {
        HeldFunction held = new HeldFunction();
        REGISTERED.put(name, held);
        UDF1<Long, Long> function = number -> REGISTERED.get(name).call(number);
        SharedSpark.session().udf().register(name, function, DataTypes.LongType);
        return held;
    }

    private Long call(Long number) throws InterruptedException {
        called.countDown();
        let.await();
        return number;
    }

    /** Returns when a task has called it. */
    public void awaitCall() throws InterruptedException {
        called.await();
    }

    /** Lets every call go on. */
    public void let() {
        let.countDown();
    }
}
