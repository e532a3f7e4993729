-- What each store sold, and what of it came back or did not.
SELECT st.s_store_id, st.s_state, count(*) AS lines, count(r.sr_reason) AS returned, sum(s.ss_ext_sales_price) AS sold,
       coalesce(sum(r.sr_return_amt), 0) AS given_back
FROM store_sales s
LEFT JOIN store_returns r ON r.sr_ticket_number = s.ss_ticket_number AND r.sr_item_sk = s.ss_item_sk
JOIN item i ON i.i_item_sk = s.ss_item_sk
JOIN store st ON st.s_store_sk = s.ss_store_sk
JOIN date_dim sold ON sold.d_date_sk = s.ss_sold_date_sk
LEFT JOIN date_dim back ON back.d_date_sk = r.sr_returned_date_sk
WHERE i.i_category IN ('Electronics', 'Jewelry')
GROUP BY st.s_store_id, st.s_state
ORDER BY st.s_store_id
