-- What each store took on each day, and from how many who came.
SELECT st.s_store_id, st.s_store_name, st.s_state, st.s_market_id, d.d_date,
       sum(s.ss_ext_sales_price) AS revenue, sum(s.ss_net_profit) AS profit, count(DISTINCT s.ss_ticket_number) AS tickets
FROM store_sales s
JOIN store st ON st.s_store_sk = s.ss_store_sk
JOIN date_dim d ON d.d_date_sk = s.ss_sold_date_sk
GROUP BY st.s_store_id, st.s_store_name, st.s_state, st.s_market_id, d.d_date
