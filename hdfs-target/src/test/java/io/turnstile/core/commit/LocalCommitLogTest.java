package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class LocalCommitLogTest extends CommitLogContract {
    private static final int VERSIONS = 200;
    private static final long APART = 3;

    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }

    /** Within one JVM a lock of Java's could decide; between two, only the file system can. */
    @Test
    void exactlyOneOfTwoProcessesWinsEachVersion() throws IOException {
        Path root = files().freshRoot("race");
        java.nio.file.Path start = Files.createTempDirectory("race").resolve("start");
        try (ChildJvm one = ChildJvm.running(Racer.class, root.toString(), start.toString(), "one");
                ChildJvm two = ChildJvm.running(Racer.class, root.toString(), start.toString(), "two")) {
            one.awaitLine("ready");
            two.awaitLine("ready");
            java.nio.file.Path written = start.resolveSibling("written");
            Files.writeString(written, Long.toString(System.currentTimeMillis() + 50));
            Files.move(written, start);

            List<Long> won = new ArrayList<>(versions(one.awaitLine("won ")));
            won.addAll(versions(two.awaitLine("won ")));
            assertThat(won).hasSize(VERSIONS).doesNotHaveDuplicates();
        } finally {
            Files.deleteIfExists(start);
            Files.deleteIfExists(start.getParent());
        }
    }

    private static List<Long> versions(String line) {
        return Arrays.stream(line.substring(line.indexOf("won ") + 4).split(" "))
                .filter(version -> !version.isEmpty())
                .map(Long::parseLong)
                .toList();
    }

    /** Tries to create each version at a moment that it shares with the other one, and says which it got. */
    static final class Racer {
        private Racer() {}

        public static void main(String[] arguments) throws IOException {
            Path root = new Path(arguments[0]);
            Layout layout = Layout.of(root, DatasetKey.parse("raced"));
            CommitLog log = new CommitLog(StorageFactory.open(root, new Configuration(false)), layout);
            java.nio.file.Path start = java.nio.file.Path.of(arguments[1]);
            System.out.println("ready");
            while (!Files.exists(start)) {
                Thread.onSpinWait();
            }
            long begin = Long.parseLong(Files.readString(start));
            StringBuilder won = new StringBuilder("won ");
            CommitRecord base = CommitRecord.NONE;
            for (long version = 1; version <= VERSIONS; version++) {
                CommitRecord next = base.fence(Records.author(arguments[2]));
                while (System.currentTimeMillis() < begin + version * APART) {
                    Thread.onSpinWait();
                }
                try {
                    log.append(next);
                    won.append(version).append(' ');
                    base = next;
                } catch (CommitFailedException lost) {
                    base = lost.winner().orElseThrow();
                }
            }
            System.out.println(won);
        }
    }
}
