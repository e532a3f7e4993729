package io.turnstile.core.lock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InProcessLocksTest extends DatasetLocksContract {
    @Override
    protected DatasetLocks openLocks(String rootId, Application application) {
        return InProcessLocks.open(rootId, application, Leases.of(Duration.ofSeconds(30)));
    }

    @Test
    void hasNoIdentityAndLeavesNone() {
        DatasetLocks locks = open(ANN);

        assertThat(locks.claim("r-1")).isEqualTo("r-1");
        assertThat(locks.identity()).isEmpty();
        assertThat(locks.service()).isEqualTo("in-process");
        assertThat(locks.callsWithoutService()).isZero();
    }

    @Test
    void droppedOwnerKnowsAtOnce() {
        HeldLock lock = acquired(open(ANN), DELAYS);
        open(BEN).drop(DELAYS);

        assertThat(lock.state()).isEqualTo(HeldLock.State.LOST);
    }
}
