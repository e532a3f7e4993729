package io.turnstile.core.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.BlockMissingException;

/** A file's content, which says by one exception of its own that a block of it is gone or corrupt. */
final class BlockInput extends FilterInputStream {
    private final Path file;

    private BlockInput(InputStream in, Path file) {
        super(in);
        this.file = file;
    }

    /** Opens a file, or reads from it. */
    interface Reading<T> {
        T read() throws IOException;
    }

    static InputStream open(Path file, Reading<InputStream> opening) throws IOException {
        return new BlockInput(read(file, opening), file);
    }

    private static <T> T read(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (BlockMissingException | ChecksumException lost) {
            String why = lost instanceof ChecksumException
                    ? "what the file system has of it does not match its checksum"
                    : "no DataNode that answers has its content";
            throw new LostContentException("Cannot read " + file + ": " + why + ".", lost);
        }
    }

    @Override
    public int read() throws IOException {
        return read(file, super::read);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return read(file, () -> super.read(into, from, length));
    }
}
