package io.turnstile.core.lock;

import io.turnstile.core.identity.Application;
import java.time.Duration;

/**
 * A failure notice: word of a computation that failed, left for those who were waiting for it. The lock service keeps
 * it for as long as it takes them to notice.
 *
 * @param id tells it from any other failure
 * @param application whose computation it was
 * @param cause what went wrong, in a line
 * @param inARow 1 if the computation was a fresh one, one more than the failure before it if it was taken over from that
 * @param ago how long ago, by the lock service's own clock
 */
public record Failure(String id, Application application, String cause, int inARow, Duration ago) {}
