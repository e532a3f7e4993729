-- How often two brands were bought together in the last quarter of 2001.
SELECT ia.i_brand AS brand, ib.i_brand AS other, ia.i_category AS category, ib.i_category AS other_category,
       count(*) AS times, sum(a.ss_ext_sales_price + b.ss_ext_sales_price) AS revenue
FROM store_sales a
JOIN store_sales b ON a.ss_ticket_number = b.ss_ticket_number
JOIN item ia ON ia.i_item_sk = a.ss_item_sk
JOIN item ib ON ib.i_item_sk = b.ss_item_sk
JOIN date_dim d ON d.d_date_sk = a.ss_sold_date_sk
WHERE d.d_year = 2001 AND d.d_qoy = 4 AND ia.i_brand < ib.i_brand
GROUP BY ia.i_brand, ib.i_brand, ia.i_category, ib.i_category
