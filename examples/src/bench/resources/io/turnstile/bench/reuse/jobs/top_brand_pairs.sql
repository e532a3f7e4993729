-- The hundred pairs of brands that were bought together most often in the last quarter of 2001.
WITH together AS (
  SELECT x.i_brand AS one, y.i_brand AS another, x.i_category AS one_category, y.i_category AS another_category, count(*) AS times
  FROM date_dim, store_sales first, store_sales second, item x, item y
  WHERE d_qoy = 4 AND d_year = 2001 AND first.ss_sold_date_sk = d_date_sk
    AND first.ss_ticket_number = second.ss_ticket_number
    AND x.i_item_sk = first.ss_item_sk AND y.i_item_sk = second.ss_item_sk AND x.i_brand < y.i_brand
  GROUP BY x.i_brand, y.i_brand, x.i_category, y.i_category
)
SELECT one, another, sum(times) AS times
FROM together
GROUP BY one, another
ORDER BY times DESC, one, another
LIMIT 100
