package io.turnstile.target.storage;

/**
 * One entry of a directory.
 *
 * @param name the last part of its path
 * @param directory whether it is a directory
 * @param length in bytes; 0 for a directory
 * @param modified milliseconds since the epoch, by the file system's clock; for information only
 */
public record Entry(String name, boolean directory, long length, long modified) {
    /** Whether Spark takes it for hidden: a partition column may begin with an underscore. */
    public boolean hidden() {
        return isHidden(name);
    }

    /** The same of any name. */
    public static boolean isHidden(String name) {
        return name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
    }
}
