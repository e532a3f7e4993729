package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Goal;
import io.turnstile.bench.Jmh;
import io.turnstile.bench.Pairs;
import io.turnstile.bench.Pairs.Measurement;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.CachedDataset;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A latency benchmark of opening a dataset: how long it takes to begin a read, beside opening one small file on the
 * same HDFS and reading it to its end.
 *
 * <p>Ours is all that a read does before its first task: it pins at Redis, lists the log, reads the head record and the
 * manifest, and says at Redis which generation it is. Giving the pin back is the end of a read, and not timed. The file is
 * as long as a commit record. Both clients and the connection to Redis are warm, as in a driver that has read something
 * before.
 */
public final class Open implements Row {
    private static final int FILES = 100;
    private static final int SMALL = 1_000;

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try (BenchRoot root = new BenchRoot()) {
            CachedDataset dataset = root.publish("travel.route_delays", FILES);
            FileSystem files = BenchRoot.plainFiles();
            Path small = new Path(root.path(), "small");
            try (OutputStream out = files.create(small)) {
                out.write(new byte[SMALL]);
            }
            OpenCalls.open(dataset, files, small);
            Jmh calls = new Jmh(OpenCalls.class, setting.pick(50, 100));
            Measurement ours = calls.median("dataset");
            Measurement peer = calls.median("smallFile");
            Pairs.measured(setting.pick(20, 150), Unit.SECONDS, ours, peer); // until it is compiled
            Pairs pairs = Pairs.measured(setting.pick(15, 100), Unit.SECONDS, ours, peer);
            return List.of(Figure.of("open", pairs, Goal.atMost(4)));
        }
    }
}
