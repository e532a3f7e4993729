package io.turnstile.spark.testing;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** A main class that runs statements of SQL one after the other, and ends. */
public final class AdvisedApplication {
    private AdvisedApplication() {}

    /** Settings, {@code name=value}, come first; what does not begin with {@code spark.} is a statement. */
    public static void main(String[] arguments) throws IOException {
        SparkSession.Builder builder = SparkSession.builder().master("local[2]");
        int statements = 0;
        while (statements < arguments.length && arguments[statements].startsWith("spark.")) {
            String[] setting = arguments[statements++].split("=", 2);
            builder.config(setting[0], setting[1]);
        }
        try (SparkSession spark = builder.getOrCreate()) {
            for (int i = statements; i < arguments.length; i++) {
                spark.sql(arguments[i]).collectAsList();
            }
        }
    }
}
