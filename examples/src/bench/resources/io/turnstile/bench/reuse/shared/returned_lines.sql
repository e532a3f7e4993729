-- What was sold and came back: each line with its return.
SELECT s.ss_ticket_number, i.i_category, i.i_class, st.s_store_id, st.s_state, sold.d_year AS sold_year, sold.d_moy AS sold_moy,
       sold.d_date AS sold_on, back.d_date AS returned_on, r.sr_reason,
       s.ss_quantity, r.sr_return_quantity, s.ss_ext_sales_price, r.sr_return_amt
FROM store_sales s
JOIN store_returns r ON r.sr_ticket_number = s.ss_ticket_number AND r.sr_item_sk = s.ss_item_sk
JOIN item i ON i.i_item_sk = s.ss_item_sk
JOIN store st ON st.s_store_sk = s.ss_store_sk
JOIN date_dim sold ON sold.d_date_sk = s.ss_sold_date_sk
JOIN date_dim back ON back.d_date_sk = r.sr_returned_date_sk
