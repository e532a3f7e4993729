package io.turnstile.bench;

import io.turnstile.bench.hdfs.Counting;
import io.turnstile.bench.hdfs.LocksInRoot;
import io.turnstile.bench.hdfs.ManifestLoad;
import io.turnstile.bench.hdfs.ManyDatasets;
import io.turnstile.bench.hdfs.NameNodeRequests;
import io.turnstile.bench.hdfs.Open;
import io.turnstile.bench.hdfs.WriteMany;
import io.turnstile.bench.redis.Churn;
import io.turnstile.bench.redis.Congestion;
import io.turnstile.bench.redis.CrowdedGate;
import io.turnstile.bench.redis.Gate;
import io.turnstile.bench.redis.RedisSize;
import io.turnstile.bench.redis.Storm;
import io.turnstile.bench.redis.Wake;
import io.turnstile.bench.reuse.AdviceFollowed;
import io.turnstile.bench.reuse.OriginCost;
import io.turnstile.bench.reuse.Reuse;
import io.turnstile.bench.reuse.RuleCost;
import io.turnstile.bench.s3.JobsOnS3;
import io.turnstile.bench.spark.CtasRace;
import io.turnstile.bench.spark.Dpp;
import io.turnstile.bench.spark.Once;
import io.turnstile.bench.spark.Plan;
import io.turnstile.bench.spark.RerunRead;
import io.turnstile.bench.spark.Scan;
import io.turnstile.bench.spark.Write;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** The registry of the benchmarks: every row by its name, in the order of the table. */
final class BenchRows {
    private static final Map<String, Supplier<Row>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("gate", Gate::new);
        ALL.put("open", Open::new);
        ALL.put("gate-128", CrowdedGate::new);
        ALL.put("congestion", Congestion::new);
        ALL.put("wake", Wake::new);
        ALL.put("churn", Churn::new);
        ALL.put("once", Once::new);
        ALL.put("write", Write::new);
        ALL.put("write-many", WriteMany::new);
        ALL.put("scan", Scan::new);
        ALL.put("plan", Plan::new);
        ALL.put("manifest", ManifestLoad::new);
        ALL.put("dpp", Dpp::new);
        ALL.put("reuse", Reuse::new);
        ALL.put("reuse-rule", RuleCost::new);
        ALL.put("advise", AdviceFollowed::new);
        ALL.put("origin", OriginCost::new);
        ALL.put("ctas-race", CtasRace::new);
        ALL.put("rerun-read", RerunRead::new);
        ALL.put("namenode", NameNodeRequests::new);
        ALL.put("counting", Counting::new);
        ALL.put("root-locks", LocksInRoot::new);
        ALL.put("s3", JobsOnS3::new);
        ALL.put("many", ManyDatasets::new);
        ALL.put("redis-size", RedisSize::new);
        ALL.put("storm", Storm::new);
    }

    private BenchRows() {}

    static Set<String> names() {
        return ALL.keySet();
    }

    /** One of them. */
    static Row named(String name) {
        return Objects.requireNonNull(ALL.get(name), name).get();
    }
}
