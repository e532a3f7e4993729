package io.turnstile.core.progress;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log of one wait: a line when it begins, and then one every half minute for as long as it lasts. */
final class WaitLog implements WaitListener {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(WaitLog.class);

    private Duration next = INTERVAL;

    @Override
    public void begins(WaitStatus status) {
        LOG.warn(status.line());
    }

    @Override
    public void goesOn(WaitStatus status) {
        if (status.waited().compareTo(next) >= 0) {
            LOG.warn(status.line());
            next = status.waited().plus(INTERVAL);
        }
    }

    @Override
    public void ends(WaitStatus last) {}
}
