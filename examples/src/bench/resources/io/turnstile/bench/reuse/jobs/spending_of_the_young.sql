-- What those who were born after 1980 spent in each state and year.
SELECT c_state, d_year, count(*) AS customers, sum(spent) AS spent, max(visits) AS most_visits
FROM (
  SELECT c_customer_id, c_state, c_birth_year, d_year, sum(ss_ext_sales_price) AS spent,
         count(DISTINCT ss_ticket_number) AS visits
  FROM customer
  JOIN store_sales ON ss_customer_sk = c_customer_sk
  JOIN date_dim ON d_date_sk = ss_sold_date_sk
  WHERE c_birth_year > 1980
  GROUP BY c_customer_id, c_state, c_birth_year, d_year
)
GROUP BY c_state, d_year
ORDER BY c_state, d_year
