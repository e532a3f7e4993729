{{ config(materialized='turnstile') }}
SELECT * FROM {{ ref('route_delays') }} WHERE median_delay > 30
