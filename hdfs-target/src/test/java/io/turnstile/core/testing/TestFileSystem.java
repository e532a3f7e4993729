package io.turnstile.core.testing;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file system that a contract runs on. */
public interface TestFileSystem {
    /** With which it is found. */
    Configuration configuration();

    /**
     * Makes a directory that nobody else has.
     *
     * @param name a part of its name
     * @return its path, with scheme and authority
     */
    Path freshRoot(String name);
}
