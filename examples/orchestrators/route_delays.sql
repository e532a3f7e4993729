-- spark-sql --hivevar data=hdfs:///data -f route_delays.sql
CREATE TABLE IF NOT EXISTS cache.travel.route_delays AS
SELECT
  origin,
  destination,
  hour(date) AS hour,
  count(*) AS flights,
  avg(delay) AS mean_delay,
  median(delay) AS median_delay,
  percentile(delay, 0.9D) AS p90_delay
FROM parquet.`${data}/flights-3m.parquet`
GROUP BY ALL;
