package io.turnstile.core.storage;

import org.apache.hadoop.fs.FileStatus;

/**
 * One entry of a directory.
 *
 * @param name the last part of its path
 * @param directory whether it is a directory
 * @param length in bytes; 0 for a directory
 * @param modified milliseconds since the epoch, by the file system's clock; for information only
 */
public record Entry(String name, boolean directory, long length, long modified) {
    static Entry of(FileStatus status) {
        return new Entry(
                status.getPath().getName(),
                status.isDirectory(),
                status.isDirectory() ? 0 : status.getLen(),
                status.getModificationTime());
    }

    /** Its path, if that of its directory is this; both are relative, and the empty one is where they begin. */
    public String pathBelow(String directory) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** Whether it is a directory that stands for a column's value. */
    public boolean partition() {
        return directory && name.contains("=");
    }

    /** Whether Spark takes it for hidden: a partition column may begin with an underscore, and not with a dot. */
    public boolean hidden() {
        return isHidden(name);
    }

    /** The same of any name. */
    public static boolean isHidden(String name) {
        return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
    }
}
