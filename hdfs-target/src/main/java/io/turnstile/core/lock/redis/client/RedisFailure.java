package io.turnstile.core.lock.redis.client;

import io.turnstile.core.lock.LockServiceDeniedException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.RedisWrongPasswordException;

/**
 * The classification of a failed command: Redis refuses us, or it does not answer.
 *
 * @param denied whether Redis answered and will go on refusing
 * @param reason for people, in a few words, without addresses or passwords of ours
 */
public record RedisFailure(boolean denied, String reason) {
    /** Errors by which a Redis that works tells that it cannot serve at the moment. */
    private static final Pattern PASSING = Pattern.compile(
            "LOADING|BUSY |MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM |max number of clients");

    private static final Pattern REFUSAL = Pattern.compile(
            "WRONGPASS|NOAUTH|NOPERM|ACL failure|can't run this command|invalid password|ERR |WRONGTYPE|DB index");

    /**
     * What suffices for a user of Redis, as rules of its ACL: our keys, our channels, and each command that we use. A user of
     * Redis 6 begins with all channels, and that refuses a pattern beside them; hence {@code resetchannels}.
     */
    public static final String RULES =
            "~turnstile:* resetchannels &turnstile:* +ping +select +client|setname +evalsha +script|load"
                    + " +subscribe +unsubscribe +publish +info +time +get +set +del +rename +pexpire +pttl +hget +hmget +hgetall +hlen +hset"
                    + " +hincrby +sadd +sismember +zadd +zcard +zrem +zrangebyscore +zremrangebyscore";

    /** It would do without. */
    static final RedisFailure NO_TLS = new RedisFailure(true, "it does not speak TLS");

    private static final String CERTIFICATE = "its certificate is not to be trusted: ";

    static RedisFailure of(Throwable failure) {
        String innermost = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisWrongPasswordException || cause instanceof RedisAuthRequiredException) {
                return new RedisFailure(true, message(cause));
            }
            if (cause instanceof Handshake.NoRedisException) {
                return new RedisFailure(true, message(cause));
            }
            if (cause instanceof CertificateException) {
                return new RedisFailure(true, CERTIFICATE + message(cause));
            }
            if (cause instanceof TimeoutException || cause instanceof RedisTimeoutException) {
                return new RedisFailure(false, "no answer in time");
            }
            String message = message(cause);
            // Only Redis' own words; Redisson's messages may quote whatever the script has.
            if (cause.getClass() == RedisException.class
                    && REFUSAL.matcher(message).find()
                    && !PASSING.matcher(message).find()) {
                return new RedisFailure(true, message);
            }
            innermost = cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
        }
        return new RedisFailure(false, innermost);
    }

    /**
     * What to throw where we are refused.
     *
     * @param what for the message, as in "Cannot …"
     */
    LockServiceDeniedException refusal(String what, String address, Throwable failure) {
        return new LockServiceDeniedException(
                "Cannot " + what + ": Redis at " + address + " refuses: " + reason.replaceAll("\\.$", "") + ". "
                        + advice(),
                failure);
    }

    /** What to do about it. */
    private String advice() {
        if (reason.startsWith(CERTIFICATE)) {
            return "Use the name that is in the certificate, and let the driver's JVM trust who has signed it:"
                    + " -Djavax.net.ssl.trustStore=<file> -Djavax.net.ssl.trustStorePassword=<password>.";
        }
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("noperm")
                || lower.contains("acl failure")
                || lower.contains("permission")
                || lower.contains("can't run this command")) {
            return "Allow this user what Turnstile does: ACL SETUSER <user> " + RULES + ".";
        }
        if (lower.contains("wrongpass")
                || lower.contains("noauth")
                || lower.contains("password")
                || lower.contains("authentication")) {
            return "Check the user and the password in the address: redis://user:password@host:port, or"
                    + " redis://:password@host:port.";
        }
        if (this.equals(NO_TLS)) {
            return "Write its address with redis: in place of rediss:.";
        }
        return "Check that the address and the database number are right, and that it is Redis 5 or later.";
    }

    private static String message(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        // Redisson appends the command and its parameters, which may be long.
        int end = message.indexOf(". channel: ");
        return end < 0 ? message : message.substring(0, end);
    }
}
