package io.turnstile.core.mapreduce;

import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.RerunPolicy;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.write.WriteMode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;

/**
 * The options of a job, from what its configuration says under {@code turnstile.}: all of {@link TurnstileOption}'s,
 * and two of the job's own.
 *
 * @param target the former
 * @param skip {@code turnstile.exists}: whether a job whose dataset exists shall run and publish nothing, not fail
 * @param dataFormat {@code turnstile.format}: the files' format, empty if the job does not say
 */
record JobOptions(Map<String, String> target, boolean skip, String dataFormat) {
    static final String PREFIX = "turnstile.";

    private static final String EXISTS = "exists";
    private static final String FORMAT = "format";

    /** @throws InvalidOptionException if an option has a name or a value that is none */
    static JobOptions of(Configuration configuration) {
        Map<String, String> target = new HashMap<>(configuration.getPropsWithPrefix(PREFIX));
        boolean skip = skip(Optional.ofNullable(target.remove(EXISTS)).orElse("fail"));
        String format =
                Optional.ofNullable(target.remove(FORMAT)).orElse("").strip().toLowerCase(Locale.ROOT);
        List<String> known = Stream.concat(TurnstileOption.keys().stream(), Stream.of(EXISTS, FORMAT))
                .map(PREFIX::concat)
                .sorted()
                .toList();
        target.keySet().forEach(name -> {
            if (TurnstileOption.named(name).isEmpty()) {
                throw InvalidOptionException.unknown(PREFIX + name, known);
            }
        });
        return new JobOptions(Map.copyOf(target), skip, format);
    }

    private static boolean skip(String exists) {
        return switch (exists.strip().toLowerCase(Locale.ROOT)) {
            case "fail" -> false;
            case "skip" -> true;
            default ->
                throw new InvalidOptionException(
                        "The option '" + PREFIX + EXISTS + "' is '" + exists + "'; it takes 'fail' or 'skip'.");
        };
    }

    /** The root, if it is named. */
    Optional<Path> root() {
        return target.entrySet().stream()
                .filter(option -> option.getKey().equalsIgnoreCase(TurnstileOption.ROOT.key()))
                .map(option -> new Path(option.getValue().strip()))
                .findFirst();
    }

    /** How to coordinate in this root. */
    TurnstileOptions in(Path root) {
        Map<String, String> all = new HashMap<>(target);
        all.keySet().removeIf(TurnstileOption.ROOT.key()::equalsIgnoreCase);
        all.put(TurnstileOption.ROOT.key(), root.toString());
        return TurnstileOptions.of(all);
    }

    /**
     * Whether they hold the password of Redis where others see it: Spark masks the option of that name, MapReduce keeps
     * the job's configuration as it is.
     */
    boolean showPassword(TurnstileOptions options, JobContext context) {
        boolean inAddress = options.redis()
                .map(address -> RedisSettings.parse(address).password())
                .isPresent();
        boolean submittedWithJob = context.getJobID() != null
                && target.keySet().stream().anyMatch(TurnstileOption.REDIS_PASSWORD.key()::equalsIgnoreCase);
        return inAddress || submittedWithJob;
    }

    /** What to do where the dataset exists. */
    WriteMode mode(TurnstileOptions options) {
        if (skip) {
            return WriteMode.REUSE;
        }
        return options.rerun().kind() != RerunPolicy.Kind.DENY ? WriteMode.REPLACE : WriteMode.FAIL;
    }

    /** Names only: there may be a password among the values. */
    @Override
    public String toString() {
        return target.keySet().toString();
    }
}
