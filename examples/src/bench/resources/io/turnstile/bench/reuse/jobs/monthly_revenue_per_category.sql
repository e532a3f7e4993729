-- The revenue of each category in each month, and its share of the month.
WITH monthly AS (
  SELECT i_category, i_class, i_brand, d_year, d_moy, sum(ss_ext_sales_price) AS revenue
  FROM item
  JOIN store_sales ON i_item_sk = ss_item_sk
  JOIN date_dim ON d_date_sk = ss_sold_date_sk
  GROUP BY i_category, i_class, i_brand, d_year, d_moy
)
SELECT d_year, d_moy, i_category, sum(revenue) AS revenue,
       cast(100 * sum(revenue) / sum(sum(revenue)) OVER (PARTITION BY d_year, d_moy) AS decimal(7, 4)) AS share
FROM monthly
GROUP BY d_year, d_moy, i_category
ORDER BY d_year, d_moy, i_category
