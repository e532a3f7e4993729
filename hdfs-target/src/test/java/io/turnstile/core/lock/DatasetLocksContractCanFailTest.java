package io.turnstile.core.lock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.local.InProcessLocks;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract notices an unlock that does not look whose the lock is. */
class DatasetLocksContractCanFailTest {
    @Test
    void unlockWithoutOwnershipIsNoticed() {
        CarelessLocks careless = new CarelessLocks();
        try {
            assertThatThrownBy(careless::closingTwiceNeverReleasesTheNextOwner).isInstanceOf(AssertionError.class);
        } finally {
            careless.closeAll();
        }
    }

    private static final class CarelessLocks extends DatasetLocksContract {
        @Override
        protected DatasetLocks openLocks(String rootId, Application application) {
            DatasetLocks right = InProcessLocks.open(rootId, application, Leases.of(Duration.ofSeconds(30)));
            InvocationHandler wrong = (proxy, method, arguments) -> {
                Object result = method.invoke(right, arguments);
                return result instanceof Attempt.Acquired acquired
                        ? new Attempt.Acquired(new CarelessLock(right, acquired.lock()))
                        : result;
            };
            return (DatasetLocks) Proxy.newProxyInstance(
                    DatasetLocks.class.getClassLoader(), new Class<?>[] {DatasetLocks.class}, wrong);
        }
    }

    private record CarelessLock(DatasetLocks locks, HeldLock lock) implements HeldLock {
        @Override
        public String dataset() {
            return lock.dataset();
        }

        @Override
        public State state() {
            return lock.state();
        }

        @Override
        public void close() {
            locks.drop(lock.dataset());
        }

        @Override
        public void fail(String cause, int inARow) {
            lock.fail(cause, inARow);
        }

        @Override
        public void waitsFor(String awaited) {
            lock.waitsFor(awaited);
        }

        @Override
        public void report(Progress progress) {
            lock.report(progress);
        }
    }
}
