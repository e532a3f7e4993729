package io.turnstile.core.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.GenerationGoneException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.history.AsOf;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How many generations can be read, where that is limited by number: long before the retention is over. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class RetentionGenerationsTest extends EveryPairing {
    private final List<String> names = new ArrayList<>();

    @BeforeEach
    void publishFour() throws IOException {
        applications.usePinsOfASecond();
        for (String rows : List.of("1", "22", "333", "4444")) {
            applications.publish("writer", rows);
            names.add(applications.dataset("looks").head().orElseThrow().name().toString());
        }
    }

    private CachedDataset keeping(String generations) throws IOException {
        return applications.dataset("collector", "retention.generations", generations, "rerun", "allow");
    }

    private static List<String> readable(CachedDataset dataset) throws IOException {
        return Contexts.of(dataset).log().head().generations().stream()
                .filter(generation -> !generation.retired())
                .map(Generation::name)
                .map(Object::toString)
                .toList();
    }

    @Test
    void earliestAreRetiredAndTheNewestCanBeRead() throws IOException {
        CachedDataset two = keeping("2");
        List<String> before = applications.everything();
        assertThat(two.collect(Mode.DRY_RUN).actions())
                .filteredOn(action -> action.step() == Step.RETIRE)
                .extracting(Action::name)
                .containsExactly(names.get(0), names.get(1));
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(readable(two)).hasSize(4);

        two.collect(Mode.DELETE);
        assertThat(readable(two)).containsExactly(names.get(2), names.get(3));
        assertThatThrownBy(() -> two.snapshot(AsOf.parse("2"))).isInstanceOf(GenerationGoneException.class);
        try (Snapshot third = two.snapshot(AsOf.parse("3"))) {
            assertThat(applications.read(third)).isEqualTo("333");
        }
        assertThat(applications.readHead(two)).isEqualTo("4444");
    }

    @Test
    void headStaysEvenIfItIsTheEarliestAndOneIsEnough() throws IOException {
        CachedDataset one = keeping("1");
        one.rollback(1);
        one.collect(Mode.DELETE);

        assertThat(readable(one)).containsExactly(names.get(0));
        assertThat(applications.readHead(one)).isEqualTo("1");
    }

    @Test
    void whatIsBeingReadIsRetiredAndItsFilesStay() throws IOException {
        CachedDataset one = keeping("1");
        CachedDataset reader = applications.dataset("reader");
        try (Snapshot second = reader.snapshot(AsOf.parse("2"))) {
            one.collect(Mode.DELETE);
            assertThat(readable(one)).containsExactly(names.get(3));
            CachedDataset eager =
                    applications.dataset("eager", "retention.generations", "1", "retention", "0s", "rerun", "allow");
            Applications.awaitDecision(eager, names.get(1));
            assertThat(applications.read(second)).isEqualTo("22");
        }
    }

    @Test
    void publishKeepsNoMoreThanThat() throws IOException {
        CachedDataset three = keeping("3");
        applications.finish(Applications.compute(three, WriteMode.REPLACE), "55555");

        assertThat(readable(three)).hasSize(3).startsWith(names.get(2), names.get(3));
    }

    @Test
    void whoSaysNothingKeepsAllWithinTheRetention() throws IOException {
        CachedDataset all = applications.dataset("collector");
        all.collect(Mode.DELETE);

        assertThat(readable(all)).hasSize(4);
    }
}
