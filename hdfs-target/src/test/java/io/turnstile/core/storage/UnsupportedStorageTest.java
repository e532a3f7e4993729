package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsupportedStorageTest {
    /** Their renames overwrite, or are no single step. */
    @ParameterizedTest
    @ValueSource(strings = {"wasb", "ftp", "har", "nonsense"})
    void fileSystemWithoutAnExclusiveRenameIsRefused(String scheme) {
        Path path = new Path(scheme + "://bucket/cache");

        assertThatThrownBy(() -> StorageFactory.open(path, new Configuration(false)))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContaining(
                        "Cannot keep datasets in " + path + ": the file system '" + scheme + "' has no atomic rename");
    }

    /** It would overwrite records without a word. */
    @Test
    @DisabledIf("io.turnstile.core.testing.S3Store#hasClient")
    void clientOfS3ThatCannotCreateOnConditionIsRefused() {
        Configuration configuration = new Configuration();
        configuration.set("fs.s3a.endpoint", "http://127.0.0.1:1");
        configuration.set("fs.s3a.endpoint.region", "us-east-1");
        configuration.set(
                "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider");
        Path path = new Path("s3a://bucket/cache");

        assertThatThrownBy(() -> StorageFactory.open(path, configuration))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContainingAll("Cannot keep datasets in " + path, VersionInfo.getVersion());
    }
}
