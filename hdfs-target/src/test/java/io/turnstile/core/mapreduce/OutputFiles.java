package io.turnstile.core.mapreduce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What lies in a directory. */
final class OutputFiles {
    private final Configuration configuration;

    OutputFiles(Configuration configuration) {
        this.configuration = configuration;
    }

    /** The rows in all files that frameworks do not take for hidden, sorted. */
    List<String> rows(Path directory) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : visible(directory)) {
            try (var in = file.getFileSystem(configuration).open(file)) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(rows::add);
            }
        }
        return rows.stream().sorted().toList();
    }

    /** The paths of the same files below the directory, sorted. */
    List<String> names(Path directory) throws IOException {
        String prefix = directory.toUri().getPath() + "/";
        return visible(directory).stream()
                .map(file -> file.toUri().getPath().substring(prefix.length()))
                .sorted()
                .toList();
    }

    private List<Path> visible(Path directory) throws IOException {
        return walk(directory, new ArrayList<>(), true);
    }

    /** Every file and directory in it, hidden or not. */
    List<Path> everything(Path directory) throws IOException {
        return walk(directory, new ArrayList<>(), false);
    }

    private List<Path> walk(Path directory, List<Path> found, boolean visibleFiles) throws IOException {
        FileSystem files = directory.getFileSystem(configuration);
        if (!files.exists(directory)) {
            return found;
        }
        for (FileStatus status : files.listStatus(directory)) {
            String name = status.getPath().getName();
            if (visibleFiles && (name.startsWith("_") || name.startsWith("."))) {
                continue;
            }
            if (!visibleFiles || status.isFile()) {
                found.add(status.getPath());
            }
            if (status.isDirectory()) {
                walk(status.getPath(), found, visibleFiles);
            }
        }
        return found;
    }
}
