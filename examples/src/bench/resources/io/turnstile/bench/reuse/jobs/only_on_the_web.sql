-- Who orders on the web and was in no store in the same year, by state and decade of birth.
SELECT c.c_state, c.c_birth_year div 10 AS decade, w.d_year, count(*) AS customers, sum(w.spent) AS spent
FROM customer c
JOIN (
  SELECT ws_bill_customer_sk AS customer, d_year, sum(ws_ext_sales_price) AS spent
  FROM web_sales
  JOIN date_dim ON ws_sold_date_sk = d_date_sk
  GROUP BY ws_bill_customer_sk, d_year
) w ON w.customer = c.c_customer_sk
LEFT ANTI JOIN (
  SELECT ss_customer_sk, d_year FROM store_sales JOIN date_dim ON ss_sold_date_sk = d_date_sk
) s ON s.ss_customer_sk = c.c_customer_sk AND s.d_year = w.d_year
GROUP BY c.c_state, c.c_birth_year div 10, w.d_year
ORDER BY c.c_state, decade, w.d_year
