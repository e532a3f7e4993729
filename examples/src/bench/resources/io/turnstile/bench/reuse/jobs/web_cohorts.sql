-- Of those who first ordered on the web in a quarter, how many ordered in each later one.
WITH orders AS (
  SELECT DISTINCT ws_bill_customer_sk AS customer, (d_year - 1999) * 4 + d_qoy AS quarter
  FROM web_sales
  JOIN date_dim ON ws_sold_date_sk = d_date_sk
), cohorts AS (
  SELECT customer, min(quarter) AS cohort FROM orders GROUP BY customer
)
SELECT cohort, quarter - cohort AS age, count(*) AS customers
FROM orders
JOIN cohorts USING (customer)
GROUP BY cohort, quarter - cohort
ORDER BY cohort, age
