package io.turnstile.core.advice;

import io.turnstile.core.identity.Application;

/**
 * A query that an application ran.
 *
 * @param execution the id of its SQL execution
 * @param begunMillis when, since the epoch, by the driver's clock
 * @param text the first line of how Spark calls it: where it was asked for, or its SQL
 */
record RanQuery(Application application, long execution, long begunMillis, String text) {}
