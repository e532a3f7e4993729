package io.turnstile.core;

import static io.turnstile.core.harness.Applications.application;
import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.storage.ImpatientStorage;
import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Gate.Fate;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what is read and written where connections to a store break in the midst of it. */
@EnabledIf("io.turnstile.core.testing.S3Store#hasClient")
class CutContentTest {
    private static final int ALWAYS = Integer.MAX_VALUE;

    /** Asked of the bucket itself. */
    private static final String LISTING = "/[^/]*";

    private final AtomicInteger cut = new AtomicInteger();
    private S3Gate gate;
    private S3Store store;
    private Applications applications;

    @BeforeEach
    void openGate() throws IOException {
        gate = S3Gate.before(S3Store.shared());
        store = gate.store();
        applications = new Applications(store, Map.of("store.trusted", "true", "locks", "root"));
    }

    @AfterEach
    void closeGate() {
        gate.decide((method, path) -> Fate.ANSWERED);
        applications.close();
        gate.close();
    }

    /** Of the requests of a method for what is called so, the first ones; all later ones are answered. */
    private void cut(int first, Fate how, String method, String name) {
        cut.set(0);
        gate.decide((asked, path) ->
                asked.equals(method) && path.matches(name) && cut.incrementAndGet() <= first ? how : Fate.ANSWERED);
    }

    /** The client asks for what is missing, and in the end says that it could not be had. */
    @ParameterizedTest
    @ValueSource(strings = {".*/_turnstile/root.json", ".*/00000001.json", ".*/_manifest.json"})
    void whatIsReadOfADatasetIsWholeOrNotRead(String name) throws IOException {
        applications.publish("writer", "rows");

        cut(1, Fate.TRUNCATED, "GET", name);
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
        assertThat(cut).hasValueGreaterThan(1);
        cut(ALWAYS, Fate.TRUNCATED, "GET", name);
        assertThatThrownBy(() -> applications.readHead(applications.dataset("reader")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Premature end");
    }

    /** Half of a presence would be an application that has nothing. */
    @ParameterizedTest
    @ValueSource(strings = {".*/locks/applications/.*", ".*/locks/datasets/travel.route_delays/0.*"})
    void whatIsReadOfALockIsWholeOrNotRead(String name) throws IOException {
        CachedDataset reader = applications.dataset("reader");
        compute(applications.dataset("writer"), WriteMode.REUSE);

        cut(1, Fate.TRUNCATED, "GET", name);
        assertThat(reader.holder()).get().extracting(Holder::application).isEqualTo(application("writer"));
        assertThat(cut).hasValueGreaterThan(1);
        cut(ALWAYS, Fate.TRUNCATED, "GET", name);
        assertThatThrownBy(reader::holder).isInstanceOf(LockServiceUnavailableException.class);
    }

    /** A listing that ends too early would be a dataset that is not there, or one without some of its files. */
    @Test
    void whatIsListedIsWholeOrNotListed() throws IOException {
        GenerationWrite write = compute(applications.dataset("writer"), WriteMode.REUSE);
        applications.writeTask(write, "rows");

        cut(1, Fate.TRUNCATED, "GET", LISTING);
        write.commit(content());
        assertThat(cut).hasValueGreaterThan(1);
        CachedDataset reader = applications.dataset("reader");
        assertThat(applications.readHead(reader)).isEqualTo("rows");
        cut(ALWAYS, Fate.TRUNCATED, "GET", LISTING);
        assertThatThrownBy(reader::exists).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".*/_turnstile/root.json",
                ".*/locks/applications/.*",
                ".*/part-.*",
                ".*/_manifest.json",
                ".*/00000001.json"
            })
    void whatIsSentInPartIsSentAgain(String name) throws IOException {
        cut(1, Fate.CUT, "PUT", name);
        applications.finish(compute(applications.dataset("writer"), WriteMode.REUSE), "rows");

        assertThat(cut).hasValueGreaterThan(1);
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
    }

    /** That a record was not created is not known, though; the rest is made anew by whoever comes next. */
    @ParameterizedTest
    @ValueSource(strings = {".*/part-.*", ".*/_manifest.json", ".*/00000001.json"})
    void ofWhatIsNeverSentWholeThereIsNothing(String name) throws IOException {
        CachedDataset writer = Applications.through(
                ImpatientStorage.open(applications.root(), store.configuration()), applications.dataset("writer"));
        cut(ALWAYS, Fate.CUT, "PUT", name);
        try (GenerationWrite write = compute(writer, WriteMode.REUSE)) {
            assertThatThrownBy(() -> {
                        applications.writeTask(write, "rows");
                        write.commit(content());
                    })
                    .isInstanceOf(name.contains("0000") ? CommitUnknownException.class : IOException.class);
        }
        gate.decide((method, path) -> Fate.ANSWERED);

        assertThat(applications.everything()).noneMatch(file -> file.split(" ", 2)[0].matches(name));
        assertThat(applications.dataset("reader").exists()).isFalse();
        applications.publish("next", "rows");
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
    }
}
