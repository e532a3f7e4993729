package io.turnstile.core.reuse;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Digest;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reuse asks of a NameNode, and how it goes with users who may not write in the root. */
class ReuseOnHdfsTest {
    private static final UserGroupInformation CAROL =
            UserGroupInformation.createUserForTesting("carol", new String[] {"others"});
    private static final String ROWS = Digest.of("rows");
    private static final String INPUTS = Digest.of("inputs");

    private final Applications applications =
            new Applications(MiniHdfs.shared(), Map.of("rerun", "allow", "locks", "process"));
    private final Path own = new Path(applications.root(), Layout.DIRECTORY);
    private DatasetRoot root;

    ReuseOnHdfsTest() throws IOException {}

    @BeforeEach
    void openRoot() throws IOException {
        root = applications.root("writer");
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T asCarol(Call<T> call) throws IOException {
        try {
            return CAROL.doAs((PrivilegedExceptionAction<T>) call::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (UndeclaredThrowableException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Map<String, Integer> publish(String key, boolean signed) throws Exception {
        Origin told = new Origin(new Origin.Query("f", "", "", List.of()), List.of());
        Origin origin = signed ? told.signed(new Origin.Signature(ROWS, INPUTS, List.of())) : told;
        try (GenerationWrite write = compute(root.dataset(DatasetKey.parse(key)), WriteMode.REPLACE)) {
            applications.writeTask(write, "rows");
            return Requests.during(
                    () -> write.commit(
                            new GenerationContent("text", "value string", List.of(), Map.of(), 1, null, origin)),
                    own);
        }
    }

    private boolean isFound(ReusableGenerations in) throws IOException {
        return in.look().find(ROWS, INPUTS, any -> true).isPresent();
    }

    @Test
    void entryCostsAPublishOneRequest() throws Exception {
        publish("a.first", true);
        Map<String, Integer> without = publish("a.unsigned", false);

        assertThat(without).doesNotContainKey("create");
        assertThat(publish("a.signed", true))
                .containsEntry("create", 1)
                .containsAllEntriesOf(without)
                .hasSize(without.size() + 1);
    }

    @Test
    void lookAsksForAThousandEntriesAtATimeAndThenForNone() throws Exception {
        PlanIndex index = new PlanIndex(applications.storage(), applications.root());
        for (int i = 1; i <= 2100; i++) {
            index.enter(new PlanEntry(ROWS, INPUTS, new GenerationName(i, "00000000"), Applications.KEY));
        }
        FileSystem files = applications.root().getFileSystem(MiniHdfs.shared().configuration());
        files.setTimes(Layout.plans(applications.root()), System.currentTimeMillis() - 3_600_000, -1);

        assertThat(Requests.during(() -> assertThat(index.look().all()).hasSize(2100), own))
                .isEqualTo(Map.of("getfileinfo", 1, "listStatus", 3));
        assertThat(Requests.during(index::look, own)).isEqualTo(Map.of("getfileinfo", 1));
    }

    @Test
    void findingAsksForTheHeadAndOnceForTheManifest() throws Exception {
        publish("a.b", true);
        ReusableGenerations reusable = applications.root("reader").reusable();
        ReusableGenerations.Look look = reusable.look();
        Path dataset = new Path(applications.root(), "a/b");

        assertThat(Requests.during(
                        () -> assertThat(look.find(ROWS, INPUTS, any -> true)).isPresent(), dataset))
                .isEqualTo(Map.of("listStatus", 1, "open", 2));
        assertThat(Requests.during(
                        () -> assertThat(look.find(ROWS, INPUTS, any -> true)).isPresent(), dataset))
                .isEqualTo(Map.of("listStatus", 1, "open", 1));
        assertThat(Requests.during(
                        () -> assertThat(look.find(INPUTS, ROWS, any -> true)).isEmpty(), applications.root()))
                .isEmpty();
    }

    @Test
    void whoMayOnlyReadFindsAndTriesToTidyOnce() throws Exception {
        publish("a.b", true);
        PlanIndex index = new PlanIndex(applications.storage(), applications.root());
        for (int i = 1; i <= 3; i++) {
            index.enter(new PlanEntry(ROWS, INPUTS, new GenerationName(i, "00000000"), Applications.KEY));
        }
        ReusableGenerations hers = asCarol(() -> applications.root("carol")).reusable();
        assertThat(asCarol(() -> isFound(hers))).isTrue();

        ReusableGenerations another =
                asCarol(() -> applications.root("another")).reusable();
        root.dataset(DatasetKey.parse("a.b")).remove();
        Map<String, Integer> requests =
                Requests.during(() -> assertThat(isFound(another)).isFalse(), own);
        assertThat(requests).containsEntry("delete", 1);
        assertThat(asCarol(() -> another.look().all())).hasSize(4);
        assertThat(isFound(root.reusable())).isFalse();
        assertThat(index.look().all()).as("whoever may has tidied up").hasSize(1);
    }

    @Test
    void datasetThatMayNotBeReadStandsForNothingAndTheNextOneDoes() throws Exception {
        publish("a.secret", true);
        publish("b.open", true);
        applications
                .root()
                .getFileSystem(MiniHdfs.shared().configuration())
                .setPermission(new Path(applications.root(), "a"), new FsPermission((short) 0700));
        ReusableGenerations hers = asCarol(() -> applications.root("carol")).reusable();

        assertThat(asCarol(() -> hers.look().find(ROWS, INPUTS, any -> true)))
                .hasValueSatisfying(found -> assertThat(found.dataset()).hasToString("b.open"));
    }
}
