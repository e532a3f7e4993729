package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.MultipleOutputs;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real MapReduce jobs on HDFS, with many tasks, into a generation. */
class TurnstileOutputCommitterTest {
    private static final int MAPPERS = 4;
    private static final int ROWS = 25;

    @TempDir
    java.nio.file.Path scratch;

    private DatasetRoot root;
    private CachedDataset target;
    private Path input;

    @BeforeEach
    void writeInput() throws IOException {
        Path directory = MiniHdfs.shared().freshRoot("mapreduce");
        root = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", directory.toString())),
                new Application("application_1", "one", "ann", "host7"),
                MiniHdfs.shared().configuration());
        target = root.dataset(DatasetKey.parse("words"));
        input = MiniHdfs.shared().freshRoot("input");
        try (FileSystem files = newFileSystem()) {
            for (int file = 0; file < MAPPERS; file++) {
                try (var out = files.create(new Path(input, "in" + file))) {
                    for (int row = 0; row < ROWS; row++) {
                        out.write((file + "-" + row + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }

    @AfterEach
    void closeRoot() {
        root.close();
    }

    @Test
    void rowsOfAllMappersAreInTheGeneration() throws Exception {
        try (GenerationWrite write = begin()) {
            Job job = job(write, Mapper.class);
            job.setNumReduceTasks(0);
            assertThat(job.waitForCompletion(false)).isTrue();
            commit(write);
        }

        List<String> rows = rowsOfTheDataset();
        assertThat(rows).hasSize(MAPPERS * ROWS).doesNotHaveDuplicates();
        assertThat(namesInTheGeneration())
                .containsExactlyInAnyOrder(
                        "_manifest.json",
                        "part-m-00000-t0a0",
                        "part-m-00001-t1a0",
                        "part-m-00002-t2a0",
                        "part-m-00003-t3a0");
    }

    @Test
    void rowsOfAllReducersAreThereAndWhatMappersWriteBesideThem() throws Exception {
        try (GenerationWrite write = begin()) {
            Job job = job(write, AlsoWritesBeside.class);
            job.setNumReduceTasks(2);
            MultipleOutputs.addNamedOutput(job, "beside", TextOutputFormat.class, NullWritable.class, Text.class);
            assertThat(job.waitForCompletion(false)).isTrue();
            commit(write);
        }

        List<String> rows = rowsOfTheDataset();
        assertThat(rows)
                .filteredOn(row -> !row.startsWith("beside"))
                .hasSize(MAPPERS * ROWS)
                .doesNotHaveDuplicates();
        assertThat(rows)
                .filteredOn(row -> row.startsWith("beside"))
                .hasSize(MAPPERS * ROWS)
                .doesNotHaveDuplicates();
    }

    @Test
    void jobThatFailsLeavesNothing() throws Exception {
        try (GenerationWrite write = begin()) {
            Job job = job(write, Fails.class);
            job.setNumReduceTasks(0);
            assertThat(job.waitForCompletion(false)).isFalse();
        }

        assertThat(target.exists()).isFalse();
        try (FileSystem files = newFileSystem()) {
            assertThat(files.listStatus(new Path(root.path(), "words/_turnstile")))
                    .isEmpty();
        }
    }

    /** Writes its rows also to files of its own, called as if they were partitions. */
    static final class AlsoWritesBeside extends Mapper<LongWritable, Text, LongWritable, Text> {
        private MultipleOutputs<LongWritable, Text> outputs;

        @Override
        protected void setup(Context context) {
            outputs = new MultipleOutputs<>(context);
        }

        @Override
        protected void map(LongWritable key, Text value, Context context) throws IOException, InterruptedException {
            outputs.write("beside", NullWritable.get(), new Text("beside " + value), "file=" + value.charAt(0));
            context.write(key, value);
        }

        @Override
        protected void cleanup(Context context) throws IOException, InterruptedException {
            outputs.close();
        }
    }

    /** Fails in one task, when others have written already. */
    static final class Fails extends Mapper<LongWritable, Text, LongWritable, Text> {
        @Override
        protected void map(LongWritable key, Text value, Context context) throws IOException, InterruptedException {
            if (value.toString().equals("3-20")) {
                throw new IOException("told to fail");
            }
            context.write(key, value);
        }
    }

    private GenerationWrite begin() throws IOException {
        return ((WriteStart.Compute) target.beginWrite(WriteMode.FAIL)).write();
    }

    private static void commit(GenerationWrite write) throws IOException {
        write.commit(new GenerationContent("text", "value string", List.of(), Map.of(), MAPPERS * ROWS));
    }

    @SuppressWarnings("rawtypes")
    private Job job(GenerationWrite write, Class<? extends Mapper> mapper) throws IOException {
        Configuration configuration = MiniHdfs.shared().configuration();
        configuration.set("mapreduce.framework.name", "local");
        configuration.set("hadoop.tmp.dir", scratch.toString());
        configuration.setInt("mapreduce.local.map.tasks.maximum", 2);
        configuration.set(
                "mapreduce.outputcommitter.factory.class",
                "org.apache.hadoop.mapreduce.lib.output.NamedCommitterFactory");
        configuration.set("mapreduce.outputcommitter.named.classname", TurnstileOutputCommitter.class.getName());
        Job job = Job.getInstance(configuration);
        job.setMapperClass(mapper);
        job.setOutputKeyClass(LongWritable.class);
        job.setOutputValueClass(Text.class);
        FileInputFormat.addInputPath(job, input);
        FileOutputFormat.setOutputPath(job, write.path());
        return job;
    }

    private List<String> rowsOfTheDataset() throws IOException {
        List<String> rows = new ArrayList<>();
        try (Snapshot snapshot = target.snapshot();
                FileSystem files = newFileSystem()) {
            assertThat(snapshot.generation().size().files())
                    .isEqualTo(snapshot.manifest().directories().stream()
                            .mapToInt(found -> found.files().size())
                            .sum());
            for (DataDirectory directory : snapshot.manifest().directories()) {
                assertThat(directory.path()).isEmpty();
                for (var file : directory.files()) {
                    try (var in = files.open(new Path(snapshot.path(), file.name()))) {
                        new String(in.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .forEach(row -> rows.add(row.substring(row.indexOf('\t') + 1)));
                    }
                }
            }
        }
        assertThat(rows)
                .containsAll(
                        IntStream.range(0, ROWS).mapToObj(row -> "0-" + row).toList());
        return rows;
    }

    private List<String> namesInTheGeneration() throws IOException {
        try (FileSystem files = newFileSystem()) {
            Path generation = new Path(
                    root.path(),
                    "words/_turnstile/" + target.head().orElseThrow().name());
            return Arrays.stream(files.listStatus(generation))
                    .map(status -> status.getPath().getName())
                    .toList();
        }
    }

    private static FileSystem newFileSystem() throws IOException {
        return FileSystem.newInstance(MiniHdfs.shared().configuration());
    }
}
