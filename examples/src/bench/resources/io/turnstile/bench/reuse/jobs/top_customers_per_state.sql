-- The ten customers of each state that spent most in 2001.
SELECT c_state, place, c_customer_id, spent, visits
FROM (
  SELECT *, row_number() OVER (PARTITION BY c_state ORDER BY spent DESC, c_customer_id) AS place
  FROM (
    SELECT c_birth_year, c_customer_id, c_state, d_year, count(DISTINCT ss_ticket_number) AS visits,
           sum(ss_ext_sales_price) AS spent
    FROM store_sales
    JOIN date_dim ON ss_sold_date_sk = d_date_sk
    JOIN customer ON ss_customer_sk = c_customer_sk
    GROUP BY c_customer_id, c_birth_year, c_state, d_year
  ) yearly
  WHERE d_year = 2001
)
WHERE place <= 10
ORDER BY c_state, place
