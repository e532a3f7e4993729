package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.Pin;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract notices readers that pin what they have found, rather than first pin and then look. */
class TargetContractCanFailTest {
    @ParameterizedTest
    @EnumSource(Pairing.class)
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

    private static final class PinsLate extends TargetContractTest {
        @Override
        Snapshot snapshot(CachedDataset target) throws IOException {
            DatasetLocks right = target.context().rootLocks().existing().orElseThrow();
            InvocationHandler wrong = (proxy, method, arguments) -> method.getName()
                            .equals("pass")
                    ? new Passage(new LatePin(right, (String) arguments[0]), right.holder((String) arguments[0]))
                    : method.invoke(right, arguments);
            DatasetLocks late = (DatasetLocks) Proxy.newProxyInstance(
                    DatasetLocks.class.getClassLoader(), new Class<?>[] {DatasetLocks.class}, wrong);
            return new SnapshotReader(target.context(), late).read();
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
