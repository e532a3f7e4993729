package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.GenerationName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A record's length is a multiple of 64 if it has no head, and only then, whatever else it says. */
class CommitRecordJsonTest {
    private static final Generation GENERATION = Records.generation(CommitRecord.NONE);

    @ParameterizedTest
    @EnumSource(Reason.class)
    void lengthTellsOfTheHead(Reason reason) throws DamagedException {
        for (int length = 0; length < 70; length++) {
            String note = "ü".repeat(length / 7) + "n".repeat(length);
            assertWritten(record(reason, GENERATION.name(), note), true);
            assertWritten(record(reason, null, note), false);
        }
    }

    /** As earlier versions wrote it, and as those do who run no executors. */
    @Test
    void recordThatDoesNotTellOfExecutorsIsRead() throws DamagedException {
        String with = new String(
                CommitRecordJson.write(record(Reason.PUBLISH, GENERATION.name(), "")), StandardCharsets.UTF_8);
        String without = with.replaceAll("\\s*\"executorMillis\" : 33600,", "");
        assertThat(without).hasSizeLessThan(with.length());

        CommitRecord read = CommitRecordJson.read(without.getBytes(StandardCharsets.UTF_8), "record");
        assertThat(read.head().orElseThrow().executorTime()).isNull();
        assertThat(read.head().orElseThrow().computeTime()).isEqualTo(GENERATION.computeTime());
    }

    private static CommitRecord record(Reason reason, @Nullable GenerationName head, String note) {
        return new CommitRecord(
                7,
                "id",
                reason,
                head,
                List.of(GENERATION),
                Instant.EPOCH,
                Records.author("writer").application(),
                note);
    }

    private static void assertWritten(CommitRecord record, boolean head) throws DamagedException {
        byte[] written = CommitRecordJson.write(record);

        assertThat(CommitRecordJson.hasHead(written.length)).isEqualTo(head);
        assertThat(written.length % 64 == 0).isEqualTo(!head);
        assertThat(new String(written, StandardCharsets.UTF_8)).matches("(?s).*}\n*");
        assertThat(CommitRecordJson.read(written, "record")).isEqualTo(record);
    }
}
