/**
 * What caching would have saved, told from the event logs of applications that have run: reads logs, adds up, and says what to
 * do. Opens no root and asks no lock service. How a part of a query is told from another is the connector's business, which
 * writes it into the logs.
 */
@NullMarked
package io.turnstile.core.advice;

import org.jspecify.annotations.NullMarked;
