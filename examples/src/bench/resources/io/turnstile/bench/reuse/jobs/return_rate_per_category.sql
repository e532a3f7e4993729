-- Which part of what was sold of each class came back, by the year of the sale.
WITH sold AS (
  SELECT d_year, d_moy, i_brand, i_class, i_category, sum(ss_quantity) AS pieces
  FROM date_dim
  JOIN (item JOIN store_sales ON ss_item_sk = i_item_sk) ON ss_sold_date_sk = d_date_sk
  GROUP BY i_category, i_class, i_brand, d_moy, d_year
), returned AS (
  SELECT on_sale.d_year AS year, i_category AS category, i_class AS class, sr_return_quantity AS pieces, sr_return_amt AS amount
  FROM store_returns, store_sales, item, store, date_dim on_sale, date_dim on_return
  WHERE ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk AND ss_item_sk = i_item_sk
    AND ss_store_sk = s_store_sk AND ss_sold_date_sk = on_sale.d_date_sk AND sr_returned_date_sk = on_return.d_date_sk
)
SELECT s.i_category, s.i_class, s.d_year, s.pieces, r.pieces AS returned, r.amount,
       cast(100BD * r.pieces / s.pieces AS decimal(7, 4)) AS rate
FROM (SELECT i_category, i_class, d_year, sum(pieces) AS pieces FROM sold GROUP BY i_category, i_class, d_year) s
JOIN (SELECT category, class, year, sum(pieces) AS pieces, sum(amount) AS amount FROM returned GROUP BY category, class, year) r
  ON s.i_category = r.category AND s.i_class = r.class AND s.d_year = r.year
ORDER BY s.i_category, s.i_class, s.d_year
