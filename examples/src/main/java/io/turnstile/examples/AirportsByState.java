package io.turnstile.examples;

import java.io.IOException;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;

/**
 * A MapReduce job that makes a dataset, {@code travel.airports_by_state}, and does not know it: what it needs of Turnstile
 * is in its configuration and in its output path, {@code <root>/travel/airports_by_state/_new}. It counts airports by
 * state and writes lines of JSON.
 */
@SuppressWarnings("SameNameButDifferent") // Mappers and reducers each have a Context.
public final class AirportsByState extends Configured implements Tool {

    /** Arguments: options of Hadoop's such as {@code -D name=value}, then {@code airports.csv} and the output path. */
    public static void main(String[] args) throws Exception {
        System.exit(ToolRunner.run(new AirportsByState(), args));
    }

    @Override
    public int run(String[] args) throws Exception {
        Job job = Job.getInstance(getConf(), "airports by state");
        job.setJarByClass(AirportsByState.class);
        job.setInputFormatClass(TextInputFormat.class);
        job.setMapperClass(StateOfAirport.class);
        job.setMapOutputKeyClass(Text.class);
        job.setMapOutputValueClass(LongWritable.class);
        job.setReducerClass(Count.class);
        job.setOutputFormatClass(TextOutputFormat.class);
        job.setOutputKeyClass(NullWritable.class);
        job.setOutputValueClass(Text.class);
        FileInputFormat.addInputPath(job, new Path(args[0]));
        FileOutputFormat.setOutputPath(job, new Path(args[1]));
        return job.waitForCompletion(true) ? 0 : 1;
    }

    /** A mapper that says of each line of the file which state the airport is in. */
    public static final class StateOfAirport extends Mapper<LongWritable, Text, Text, LongWritable> {
        private static final LongWritable ONE = new LongWritable(1);

        @Override
        protected void map(LongWritable offset, Text line, Context context) throws IOException, InterruptedException {
            String[] columns = line.toString().split(",", -1);
            boolean header = offset.get() == 0;
            if (!header) {
                // From the end, as the name in front may contain commas.
                context.write(new Text(columns[columns.length - 4]), ONE);
            }
        }
    }

    /** A reducer that adds up. */
    public static final class Count extends Reducer<Text, LongWritable, NullWritable, Text> {
        @Override
        protected void reduce(Text state, Iterable<LongWritable> ones, Context context)
                throws IOException, InterruptedException {
            long airports = 0;
            for (LongWritable one : ones) {
                airports += one.get();
            }
            context.write(
                    NullWritable.get(), new Text("{\"state\": \"%s\", \"airports\": %d}".formatted(state, airports)));
        }
    }
}
