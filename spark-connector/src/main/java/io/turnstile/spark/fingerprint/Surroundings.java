package io.turnstile.spark.fingerprint;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PythonUDF;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/** What an expression may take from around it and still be known: the day, and which version a function of the user's is. */
final class Surroundings {
    private final SQLConf conf;
    private final Clock clock;

    Surroundings(SQLConf conf, Clock clock) {
        this.conf = conf;
        this.clock = clock;
    }

    /**
     * The day by its value, so that the same query is another one tomorrow; with its zone, as the same day lasts longer
     * elsewhere. A query that is read before midnight and runs after it is of the next day under this day's name, which by
     * then nobody asks for.
     */
    Term day(CurrentDate date) {
        ZoneId zone = date.zoneId();
        LocalDate today = LocalDate.now(clock.withZone(zone));
        return Term.leaf("current_date " + today + " " + zone, today.toString());
    }

    /** What a declared function of the user's is, without its operands; null if it is none, or not declared. */
    @Nullable
    String declared(Expression function) {
        if (function instanceof ScalaUDF udf
                && udf.udfDeterministic()
                && udf.udfName().isDefined()) {
            return versioned(
                    "scala " + TypeText.exact(udf.dataType()), udf.udfName().get());
        }
        if (function instanceof PythonUDF udf && udf.udfDeterministic()) {
            return versioned("python " + udf.evalType() + " " + TypeText.exact(udf.dataType()), udf.name());
        }
        return null;
    }

    private @Nullable String versioned(String kind, String name) {
        String key = "spark.turnstile.udf." + name + ".version";
        String version = conf.contains(key) ? conf.getConfString(key) : "";
        return version.isBlank() ? null : kind + " " + name.length() + ":" + name + " " + version;
    }
}
