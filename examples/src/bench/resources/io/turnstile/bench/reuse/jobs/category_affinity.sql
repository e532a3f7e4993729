-- Which two categories were bought together in the last quarter of 2001, and the brands that did most for it.
CREATE OR REPLACE TEMPORARY VIEW pairs AS
SELECT count(*) AS n, sum(l.ss_ext_sales_price + r.ss_ext_sales_price) AS amount, li.i_brand AS lb, ri.i_brand AS rb,
       li.i_category AS lc, ri.i_category AS rc
FROM store_sales l
JOIN item li ON l.ss_item_sk = li.i_item_sk
JOIN date_dim d ON l.ss_sold_date_sk = d.d_date_sk AND d.d_year = 2001 AND d.d_qoy = 4
JOIN store_sales r ON l.ss_ticket_number = r.ss_ticket_number
JOIN item ri ON r.ss_item_sk = ri.i_item_sk AND li.i_brand < ri.i_brand
GROUP BY li.i_category, ri.i_category, li.i_brand, ri.i_brand;
SELECT lc, rc, n, amount, lb, rb
FROM (
  SELECT lc, rc, lb, rb, sum(n) OVER (PARTITION BY lc, rc) AS n, sum(amount) OVER (PARTITION BY lc, rc) AS amount,
         row_number() OVER (PARTITION BY lc, rc ORDER BY n DESC, lb, rb) AS place
  FROM pairs
)
WHERE place = 1
ORDER BY lc, rc
