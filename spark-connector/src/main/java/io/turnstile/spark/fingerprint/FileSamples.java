package io.turnstile.spark.fingerprint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
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

    /**
     * Adds files by their directories, each of which is listed.
     *
     * @throws IOException if one cannot be, by this user or at all, or has not all of the files
     */
    void addAll(Map<Path, Set<String>> names, Configuration configuration) throws IOException {
        for (Map.Entry<Path, Set<String>> directory : names.entrySet()) {
            Path path = directory.getKey();
            Set<String> left = new HashSet<>(directory.getValue());
            for (FileStatus file : path.getFileSystem(configuration).listStatus(path)) {
                if (left.remove(file.getPath().getName())) {
                    add(file);
                }
            }
            if (!left.isEmpty()) {
                throw new FileNotFoundException(
                        path + " has no longer the file " + left.iterator().next());
            }
        }
    }

    List<Path> paths() {
        return List.copyOf(samples.values());
    }
}
