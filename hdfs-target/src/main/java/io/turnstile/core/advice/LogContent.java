package io.turnstile.core.advice;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The text of an event log's file, which may be compressed. */
final class LogContent {
    private static final int BUFFER = 1 << 18;
    private static final String ZSTD = "com.github.luben.zstd.ZstdInputStream";
    private static final Set<String> OTHER_CODECS = Set.of("lz4", "lzf", "snappy");

    private LogContent() {}

    /** @throws UnreadableLogException if it is compressed by what is not here */
    static InputStream open(FileSystem fileSystem, Path file) throws IOException {
        String name = file.getName().replaceAll("\\.(inprogress|compact)$", "");
        String codec = name.substring(name.lastIndexOf('.') + 1);
        if (OTHER_CODECS.contains(codec)) {
            throw new UnreadableLogException("it is compressed with " + codec
                    + ", and only zstd is known; have applications write their logs with"
                    + " spark.eventLog.compression.codec=zstd");
        }
        InputStream raw = new BufferedInputStream(fileSystem.open(file), BUFFER);
        if (!codec.equals("zstd")) {
            return raw;
        }
        try {
            return decompressed(raw);
        } catch (IOException | RuntimeException failure) {
            raw.close();
            throw failure;
        }
    }

    /** Spark brings the library; nothing else of ours needs it. */
    private static InputStream decompressed(InputStream raw) throws IOException {
        try {
            Class<?> type = Class.forName(ZSTD);
            InputStream in =
                    (InputStream) type.getConstructor(InputStream.class).newInstance(raw);
            // A log that is still being written ends in the midst of a frame.
            type.getMethod("setContinuous", boolean.class).invoke(in, true);
            return new BufferedInputStream(in, BUFFER);
        } catch (InvocationTargetException failed) {
            throw new IOException(failed.getCause());
        } catch (ReflectiveOperationException | LinkageError missing) {
            throw new UnreadableLogException(
                    "it is compressed with zstd, and zstd-jni is not here; set SPARK_HOME, so that Spark's jars are on the"
                            + " class path");
        }
    }
}
