-- What each category would have brought without discounts.
WITH monthly AS (
  SELECT d_year, d_moy, i_category, i_class, i_brand, sum(ss_ext_sales_price) AS revenue,
         sum(ss_list_price * ss_quantity) AS at_list_price
  FROM store_sales
  JOIN date_dim ON ss_sold_date_sk = d_date_sk
  JOIN item ON ss_item_sk = i_item_sk
  GROUP BY d_year, d_moy, i_category, i_class, i_brand
)
SELECT d_year, i_category, sum(revenue) AS revenue, sum(at_list_price) AS at_list_price,
       cast(100 - 100 * sum(revenue) / sum(at_list_price) AS decimal(7, 4)) AS discount
FROM monthly
GROUP BY d_year, i_category
ORDER BY d_year, i_category
