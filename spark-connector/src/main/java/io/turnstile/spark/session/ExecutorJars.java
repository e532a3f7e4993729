package io.turnstile.spark.session;

import io.turnstile.core.doctor.InstalledJar;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.immutable.List$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The question to executors which Turnstile they have: a Spark job of one task for each, which prefers that one. Whoever is busy
 * may not answer, as Spark then gives the task to another.
 */
public final class ExecutorJars {
    private static final String DRIVER = "driver";

    private ExecutorJars() {}

    /**
     * What an executor has, as it says itself.
     *
     * @param attempts how often the task had failed before, there or elsewhere
     */
    public record Answer(String executor, String host, InstalledJar jar, int attempts) {}

    /** The executors that there are, and where each runs. Where tasks run in the driver, none. */
    public static Map<String, String> executors(SparkContext context) {
        Map<String, String> hosts = new TreeMap<>();
        context.statusStore().executorList(true).foreach(executor -> {
            if (!executor.id().equals(DRIVER)) {
                String host = executor.hostPort();
                hosts.put(executor.id(), host.substring(0, Math.max(0, host.lastIndexOf(':'))));
            }
            return null;
        });
        return hosts;
    }

    /**
     * Asks these executors, or if there are none, the first that the application gets.
     *
     * @return what each has said; several tasks may have run on one executor, which then comes once
     * @throws ExecutionException if a task failed as often as Spark lets it
     * @throws TimeoutException if they have not all answered by then; the job is cancelled
     */
    public static List<Answer> ask(SparkContext context, Map<String, String> executors, Duration patience)
            throws ExecutionException, TimeoutException {
        JavaFutureAction<List<String>> job =
                tasks(context, executors).map(new Look()).collectAsync();
        try {
            Map<String, Answer> answers = new TreeMap<>();
            for (String line : job.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Answer answer = answer(line);
                answers.put(answer.executor(), answer);
            }
            return List.copyOf(answers.values());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        } finally {
            job.cancel(true);
        }
    }

    /** One element for each executor. {@code Seq} is another type in each Scala version, and a raw list is either. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    private static JavaRDD<String> tasks(SparkContext context, Map<String, String> executors) {
        ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
        scala.collection.immutable.List places = List$.MODULE$.empty();
        for (Map.Entry<String, String> executor : executors.entrySet()) {
            scala.collection.immutable.List preferred =
                    List$.MODULE$.empty().$colon$colon("executor_" + executor.getValue() + "_" + executor.getKey());
            places = places.$colon$colon(new Tuple2<>(executor.getKey(), preferred));
        }
        if (executors.isEmpty()) {
            places = places.$colon$colon(new Tuple2<>("", List$.MODULE$.empty()));
        }
        RDD<String> tasks = context.makeRDD(places, text);
        return JavaRDD.fromRDD(tasks, text);
    }

    /** What runs on the executor. It answers in a string, which every serializer of results knows. */
    private static final class Look implements Function<String, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call(String ignored) throws IOException {
            InstalledJar jar = InstalledJar.here();
            List<String> words = new ArrayList<>(List.of(
                    SparkEnv.get().executorId(),
                    InetAddress.getLocalHost().getHostName(),
                    Integer.toString(TaskContext.get().attemptNumber()),
                    jar.digest()));
            words.addAll(jar.places());
            return String.join("\n", words);
        }
    }

    private static Answer answer(String line) {
        List<String> words = Arrays.asList(line.split("\n", -1));
        InstalledJar jar = new InstalledJar(words.subList(4, words.size()), words.get(3));
        return new Answer(words.get(0), words.get(1), jar, Integer.parseInt(words.get(2)));
    }
}
