-- What was sold of each brand in each month, with what any job takes of it.
SELECT d.d_year, d.d_moy, i.i_category, i.i_class, i.i_brand,
       sum(s.ss_quantity) AS units, sum(s.ss_ext_sales_price) AS revenue, sum(s.ss_net_profit) AS profit, count(*) AS lines,
       sum(s.ss_list_price * s.ss_quantity) AS at_list_price
FROM store_sales s
JOIN date_dim d ON s.ss_sold_date_sk = d.d_date_sk
JOIN item i ON s.ss_item_sk = i.i_item_sk
GROUP BY d.d_year, d.d_moy, i.i_category, i.i_class, i.i_brand
