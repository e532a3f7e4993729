-- The three classes of each category that earned most in each year.
CREATE OR REPLACE TEMPORARY VIEW earned AS
SELECT d_moy AS m, d_year AS y, i_brand AS b, i_class AS k, i_category AS c, sum(ss_net_profit) AS profit, sum(ss_quantity) AS n
FROM store_sales, date_dim, item
WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk
GROUP BY d_year, d_moy, i_category, i_class, i_brand;
SELECT *
FROM (
  SELECT y, c, k, profit, n, rank() OVER (PARTITION BY y, c ORDER BY profit DESC) AS place
  FROM (SELECT y, c, k, sum(profit) AS profit, sum(n) AS n FROM earned GROUP BY y, c, k)
)
WHERE place <= 3
ORDER BY y, c, place, k
