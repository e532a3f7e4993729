-- How often each store took half as much again as on its average day.
CREATE OR REPLACE TEMPORARY VIEW takings AS
SELECT s_store_id, s_store_name, s_state, s_market_id, d_date, sum(ss_ext_sales_price) AS taken,
       sum(ss_net_profit) AS earned, count(DISTINCT ss_ticket_number) AS baskets
FROM store_sales
JOIN date_dim ON ss_sold_date_sk = d_date_sk
JOIN store ON ss_store_sk = s_store_sk
GROUP BY s_store_id, s_store_name, s_state, s_market_id, d_date;
SELECT t.s_store_id, t.s_state, count(*) AS days, max(t.taken) AS most, sum(t.earned) AS earned, sum(t.baskets) AS baskets
FROM takings t
JOIN (SELECT s_store_id, sum(taken) / count(*) AS average FROM takings GROUP BY s_store_id) usual
  ON usual.s_store_id = t.s_store_id
WHERE t.taken > 1.5BD * usual.average
GROUP BY t.s_store_id, t.s_state
ORDER BY days DESC, t.s_store_id
