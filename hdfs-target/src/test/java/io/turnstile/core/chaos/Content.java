package io.turnstile.core.chaos;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.Path;

/**
 * What generations hold in these tests: several files in two partitions, each of which names its dataset, generation,
 * operation, number and rows, and ends with a checksum, so that what is mixed, missing or cut short is noticed.
 */
final class Content {
    private Content() {}

    /** Something that no writer wrote in this way. */
    static final class WrongException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongException(String message) {
            super(message);
        }
    }

    private record Header(String dataset, String generation, String operation, int file, int files, int rows, int all) {
        @Override
        public String toString() {
            return String.join(" ", "chaos", dataset, generation, operation, file + "/" + files, rows + "/" + all);
        }

        static Header parse(String line) throws WrongException {
            String[] f = line.split("[ /]", -1);
            if (f.length != 8 || !f[0].equals("chaos")) {
                throw new WrongException("a file begins with '" + line + "'");
            }
            return new Header(
                    f[1],
                    f[2],
                    f[3],
                    Integer.parseInt(f[4]),
                    Integer.parseInt(f[5]),
                    Integer.parseInt(f[6]),
                    Integer.parseInt(f[7]));
        }
    }

    /** Something to do between two files. */
    interface Pause {
        void run() throws IOException;
    }

    /** Writes one generation by several tasks. */
    static GenerationContent write(Storage storage, GenerationWrite write, String operation, Random random, Pause pause)
            throws IOException {
        StagedGeneration staged = new StagedGeneration(storage, write.path());
        staged.begin();
        int files = 2 + random.nextInt(4);
        int[] rows = random.ints(files, 1, 30).toArray();
        int all = Arrays.stream(rows).sum();
        for (int i = 0; i < files; i++) {
            Header header = new Header(
                    write.key().toString(), write.generation().toString(), operation, i, files, rows[i], all);
            AttemptTag tag = new AttemptTag(i, 0);
            Path directory = new Path(staged.attemptDirectory(tag), "part=" + i % 2);
            try (OutputStream out =
                    storage.create(new Path(directory, staged.baseName(tag, "part") + "-%05d.txt".formatted(i)))) {
                out.write(file(header, random));
            }
            staged.commitAttempt(tag);
            pause.run();
        }
        return new GenerationContent("text", "value string, part int", List.of("part"), Map.of(), all);
    }

    private static byte[] file(Header header, Random random) {
        StringBuilder text = new StringBuilder(header + "\n");
        for (int row = 0; row < header.rows(); row++) {
            text.append(row)
                    .append(' ')
                    .append(Long.toHexString(random.nextLong()))
                    .append('\n');
        }
        return (text + checksum(text.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads all of a snapshot.
     *
     * @return the operation that wrote it
     */
    static String read(Storage storage, Snapshot snapshot) throws IOException, WrongException {
        List<Header> headers = new ArrayList<>();
        for (DataDirectory directory : snapshot.manifest().directories()) {
            for (DataFile file : directory.files()) {
                Path path = new Path(new Path(snapshot.path(), directory.path()), file.name());
                try (var in = storage.open(path)) {
                    headers.add(check(path, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
        }
        return check(snapshot, headers);
    }

    private static Header check(Path path, String text) throws WrongException {
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        String rest = text.substring(0, last);
        if (last == 0 || !text.substring(last).equals(checksum(rest) + "\n")) {
            throw new WrongException(path + " is not whole: " + text.length() + " bytes, without the right checksum");
        }
        Header header = Header.parse(rest.lines().findFirst().orElse(""));
        if (rest.lines().count() != header.rows() + 1) {
            throw new WrongException(path + " has " + (rest.lines().count() - 1) + " rows, not " + header.rows());
        }
        return header;
    }

    private static String check(Snapshot snapshot, List<Header> headers) throws WrongException {
        if (headers.isEmpty()) {
            throw new WrongException(snapshot.path() + " has no files");
        }
        Header first = headers.get(0);
        Set<Integer> numbers = new HashSet<>();
        int rows = 0;
        for (Header header : headers) {
            numbers.add(header.file());
            rows += header.rows();
            if (!header.dataset().equals(snapshot.key().toString())
                    || !header.generation().equals(snapshot.generation().name().toString())
                    || !header.operation().equals(first.operation())
                    || header.files() != headers.size()) {
                throw new WrongException(snapshot.path() + " has a file that says '" + header + "'");
            }
        }
        if (numbers.size() != headers.size()
                || rows != first.all()
                || rows != snapshot.manifest().rows()
                || rows != snapshot.generation().size().rows()) {
            throw new WrongException(snapshot.path() + " has files " + numbers + " with " + rows + " rows, not "
                    + first.all() + "; its manifest says " + snapshot.manifest().rows() + ", its record "
                    + snapshot.generation().size().rows());
        }
        return first.operation();
    }

    private static String checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
