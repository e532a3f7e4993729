-- The stores of each state by what they took in each month, and their change against the month before.
WITH daily AS (
  SELECT shop.s_store_id AS id, shop.s_store_name AS name, shop.s_state AS state, shop.s_market_id AS market, day.d_date AS on_day,
         sum(sale.ss_ext_sales_price) AS taken
  FROM date_dim AS day
  JOIN store_sales AS sale ON sale.ss_sold_date_sk = day.d_date_sk
  JOIN store AS shop ON sale.ss_store_sk = shop.s_store_sk
  GROUP BY day.d_date, shop.s_market_id, shop.s_state, shop.s_store_name, shop.s_store_id
), monthly AS (
  SELECT id, name, state, trunc(on_day, 'MM') AS month, sum(taken) AS taken
  FROM daily
  GROUP BY id, name, state, trunc(on_day, 'MM')
)
SELECT state, month, id, name, taken,
       rank() OVER (PARTITION BY state, month ORDER BY taken DESC) AS place,
       taken - lag(taken) OVER (PARTITION BY id ORDER BY month) AS change
FROM monthly
ORDER BY state, month, place, id
