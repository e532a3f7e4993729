-- Datasets of every kind that a root can hold.
CREATE TABLE IF NOT EXISTS cache.travel.delays AS SELECT id, id % 7 AS route, id * 1.5 AS delay FROM range(1000);
CREATE TABLE IF NOT EXISTS cache.travel.by_day PARTITIONED BY (day) AS
  SELECT id, date_add(DATE '2026-01-01', CAST(id % 3 AS INT)) AS day FROM range(30);
CREATE TABLE IF NOT EXISTS cache.travel.worst AS SELECT route, max(delay) AS delay FROM cache.travel.delays GROUP BY route;
CREATE TABLE IF NOT EXISTS cache.travel.dropped AS SELECT 1 AS id;
SET spark.turnstile.rerun=allow;
CREATE OR REPLACE TABLE cache.travel.delays AS SELECT id, id % 7 AS route, id * 2.5 AS delay FROM range(1200);
DROP TABLE cache.travel.dropped;
SELECT /*+ CACHED */ route, count(*) AS flights FROM cache.travel.delays GROUP BY route ORDER BY route;
