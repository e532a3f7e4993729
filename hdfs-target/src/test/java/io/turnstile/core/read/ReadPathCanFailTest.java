package io.turnstile.core.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.Pin;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests notice readers that pin what they have found, rather than first pin and then look. */
class ReadPathCanFailTest {
    @ParameterizedTest
    @MethodSource(Pairing.CHOSEN)
    void pinAfterTheHeadIsNoticed(Pairing pairing) throws IOException {
        PinsLate contract = new PinsLate();
        contract.pairing = pairing;
        contract.openRoot();
        try {
            assertThatThrownBy(contract::whatAReaderHasChosenStaysHoweverSoonItIsReplacedAndCollected)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("are gone");
        } finally {
            contract.endApplications();
        }
    }

    private static final class PinsLate extends ReadPathTest {
        @Override
        Snapshot snapshot(CachedDataset target) throws IOException {
            DatasetLocks right = Contexts.of(target).rootLocks().existing().orElseThrow();
            InvocationHandler wrong = (proxy, method, arguments) -> method.getName()
                            .equals("pass")
                    ? new Passage(new LatePin(right, (String) arguments[0]), right.holder((String) arguments[0]))
                    : method.invoke(right, arguments);
            DatasetLocks late = (DatasetLocks) Proxy.newProxyInstance(
                    DatasetLocks.class.getClassLoader(), new Class<?>[] {DatasetLocks.class}, wrong);
            return new TakeSnapshot(Contexts.of(target), late).read();
        }
    }

    /** Registers nothing until it is resolved. */
    private record LatePin(DatasetLocks locks, String dataset) implements Pin {
        @Override
        public void resolve(String generation) {
            locks.pin(dataset, generation);
        }

        @Override
        public void awaitResolved() {}

        @Override
        public void close() {}
    }
}
