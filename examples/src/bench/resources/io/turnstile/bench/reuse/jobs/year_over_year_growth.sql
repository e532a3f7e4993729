-- How much more of each brand was sold than in the year before, the fastest growing hundred first.
WITH sold AS (
  SELECT dt.d_year AS yr, dt.d_moy AS mon, it.i_brand AS brand, it.i_class AS cls, it.i_category AS cat,
         count(*) AS positions, sum(f.ss_ext_sales_price) AS amount, sum(f.ss_quantity) AS pieces
  FROM date_dim dt, item it, store_sales f
  WHERE f.ss_item_sk = it.i_item_sk AND dt.d_date_sk = f.ss_sold_date_sk
  GROUP BY dt.d_year, dt.d_moy, it.i_category, it.i_class, it.i_brand
), years AS (
  SELECT cat, brand, yr, sum(amount) AS amount, sum(pieces) AS pieces, sum(positions) AS positions
  FROM sold
  GROUP BY cat, brand, yr
)
SELECT now.cat, now.brand, now.yr, now.amount, now.pieces - before.pieces AS more_pieces,
       cast(now.amount / before.amount AS decimal(12, 4)) AS growth
FROM years now
JOIN years before ON now.brand = before.brand AND now.cat = before.cat AND now.yr = before.yr + 1
ORDER BY growth DESC, now.brand, now.cat, now.yr
LIMIT 100
