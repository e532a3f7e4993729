package io.turnstile.core.testing;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * A file system in a bucket of S3 that is found as Google's are, and creates as they do: where it is not to overwrite, an object
 * is completed on condition that there is none.
 */
public class GsOnS3 extends S3AFileSystem {
    /** Whether it only looks whether there is one, as S3A does by itself. */
    public static final String CARELESS = "test.gs.careless";

    /** Such file systems, with these settings besides. */
    public static TestFileSystem files(Map<String, Boolean> settings) {
        S3Store store = S3Store.shared();
        return new TestFileSystem() {
            @Override
            public Configuration configuration() {
                Configuration configuration = store.configuration();
                configuration.set("fs.gs.impl", GsOnS3.class.getName());
                configuration.setBoolean("fs.gs.impl.disable.cache", true);
                settings.forEach(configuration::setBoolean);
                return configuration;
            }

            @Override
            public Path freshRoot(String name) {
                Path onS3 = store.freshRoot(name);
                return new Path(
                        "gs://" + onS3.toUri().getAuthority() + onS3.toUri().getPath());
            }
        };
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        if (overwrite || getConf().getBoolean(CARELESS, false)) {
            return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
        }
        if (exists(path)) {
            throw new FileAlreadyExistsException(path + " exists");
        }
        FSDataOutputStreamBuilder<?, ?> object =
                createFile(path).overwrite(true).recursive();
        object.must("fs.option.create.conditional.overwrite", true);
        return object.build();
    }
}
