-- What each customer spent in each year.
SELECT c.c_customer_id, c.c_state, c.c_birth_year, d.d_year,
       sum(s.ss_ext_sales_price) AS spent, count(*) AS lines, count(DISTINCT s.ss_ticket_number) AS visits
FROM customer c
JOIN store_sales s ON s.ss_customer_sk = c.c_customer_sk
JOIN date_dim d ON d.d_date_sk = s.ss_sold_date_sk
GROUP BY c.c_customer_id, c.c_state, c.c_birth_year, d.d_year
