package io.turnstile.spark.fingerprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** A file of each owner, group and mode that there is, and every one that has an access control list. Not thread-safe. */
final class FileSamples {
    private final Map<String, Path> samples = new LinkedHashMap<>();

    void add(FileStatus file) {
        String who = file.hasAcl()
                ? file.getPath().toString()
                : file.getOwner() + ":" + file.getGroup() + ":" + file.getPermission();
        samples.putIfAbsent(who, file.getPath());
    }

    List<Path> paths() {
        return List.copyOf(samples.values());
    }
}
