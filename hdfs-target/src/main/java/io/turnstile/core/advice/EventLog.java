package io.turnstile.core.advice;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An event log of Spark's: one file, or a directory of files that were begun one after the other.
 *
 * @param name of the file or directory
 * @param files in the order in which they were written
 */
record EventLog(String name, FileSystem fileSystem, List<Path> files) {
    private static final String ROLLING = "eventlog_v2_";
    private static final Pattern ROLLED = Pattern.compile("events_(\\d+)_.*");

    /**
     * The logs in a directory, or the one that is named itself; by name.
     *
     * @throws FileNotFoundException if there is no such directory or file
     */
    static List<EventLog> in(Path path, Configuration configuration) throws IOException {
        FileSystem fileSystem = path.getFileSystem(configuration);
        FileStatus there;
        try {
            there = fileSystem.getFileStatus(path);
        } catch (FileNotFoundException missing) {
            throw new FileNotFoundException("There is no event log, nor a directory of them, at " + path
                    + ". Name what spark.eventLog.dir is.");
        }
        if (there.isFile() || path.getName().startsWith(ROLLING)) {
            return List.of(of(there, fileSystem));
        }
        List<EventLog> logs = new ArrayList<>();
        for (FileStatus entry : sorted(fileSystem.listStatus(path))) {
            String name = entry.getPath().getName();
            boolean hidden = name.startsWith(".") || name.startsWith("_");
            if (!hidden && (entry.isFile() || name.startsWith(ROLLING))) {
                logs.add(of(entry, fileSystem));
            }
        }
        return logs;
    }

    private static FileStatus[] sorted(FileStatus[] entries) {
        Arrays.sort(entries, Comparator.comparing(entry -> entry.getPath().getName()));
        return entries;
    }

    private static EventLog of(FileStatus log, FileSystem fileSystem) throws IOException {
        String name = log.getPath().getName();
        return new EventLog(
                name, fileSystem, log.isFile() ? List.of(log.getPath()) : rolled(fileSystem.listStatus(log.getPath())));
    }

    /** A compacted file stands for all before it, which may be there for a while. */
    private static List<Path> rolled(FileStatus[] entries) {
        record Rolled(long number, Path path) {}
        List<Rolled> files = new ArrayList<>();
        long first = 0;
        for (FileStatus entry : entries) {
            String name = entry.getPath().getName();
            Matcher matcher = ROLLED.matcher(name);
            if (matcher.matches()) {
                long number = Long.parseLong(matcher.group(1));
                files.add(new Rolled(number, entry.getPath()));
                first = name.endsWith(".compact") ? Math.max(first, number) : first;
            }
        }
        long from = first;
        return files.stream()
                .filter(file -> file.number > from
                        || (file.number == from
                                && (from == 0 || file.path.getName().endsWith(".compact"))))
                .sorted(Comparator.comparing(Rolled::number))
                .map(Rolled::path)
                .toList();
    }
}
