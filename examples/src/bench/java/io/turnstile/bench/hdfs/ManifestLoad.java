package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.MiniHdfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * A benchmark of manifest loading: how long the manifest of a generation with 100,000 files takes to load from HDFS,
 * and how much memory. Each time in a fresh JVM, see {@link LoadingJvm}, whose whole heap is no larger than what
 * loading may take: it could not do it with more.
 */
public final class ManifestLoad implements Row {
    private static final int FILES = 100_000;
    private static final int DIRECTORIES = 500;
    private static final double MOST_SECONDS = 2;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        Layout layout = new Layout(new Path(MiniHdfs.shared().freshRoot("cache"), "travel/route_delays/_turnstile"));
        Storage storage = StorageFactory.open(layout.log(), MiniHdfs.shared().configuration());
        ManifestFile.write(storage, layout, manifest(LoadingJvm.SMALL, DIRECTORIES), Origin.UNTOLD);
        ManifestFile.write(storage, layout, manifest(LoadingJvm.LARGE, FILES), Origin.UNTOLD);
        List<Double> seconds = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (int i = 0; i < setting.pick(2, 11); i++) {
            LoadingJvm.Loaded loaded = LoadingJvm.run(layout, setting.work());
            if (loaded.files() != FILES) {
                throw new IllegalStateException("Of " + FILES + " files " + loaded.files() + " were loaded");
            }
            seconds.add(loaded.seconds());
            bytes.add(loaded.bytes());
        }
        Samples time = Samples.of(Unit.SECONDS, seconds);
        Samples memory = Samples.of(Unit.BYTES, bytes);
        return List.of(
                Figure.of("manifest / time", time.toString(), "≤ 2 s", time.median() <= MOST_SECONDS),
                Figure.of(
                        "manifest / memory",
                        memory + " kept, heap " + LoadingJvm.HEAP_MIB + " MiB",
                        "≤ 150 MiB at any time",
                        LoadingJvm.HEAP_MIB <= 150));
    }

    /** As Spark names the files. */
    private static Manifest manifest(GenerationName generation, int files) {
        List<DataDirectory> directories = new ArrayList<>();
        for (int directory = 0; directory < DIRECTORIES; directory++) {
            List<DataFile> inIt = new ArrayList<>();
            for (int task = 0; task < files / DIRECTORIES; task++) {
                inIt.add(new DataFile(
                        "part-%05d-t%da0-35f6c1d8-09f4-43a0-8d0c-5a0e2b7c9f11.c000.snappy.parquet"
                                .formatted(task, task),
                        1_000_000L + task,
                        1_700_000_000_000L + task));
            }
            directories.add(new DataDirectory("day=2001-01-01/origin=%03d".formatted(directory), inIt));
        }
        return new Manifest(generation, "parquet", "{}", List.of("day", "origin"), Map.of(), files, directories);
    }
}
