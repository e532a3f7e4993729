{{ config(materialized='turnstile') }}
SELECT origin, destination, count(*) AS flights, median(delay) AS median_delay
FROM parquet.`{{ env_var('DATA') }}/flights-3m.parquet`
GROUP BY origin, destination
