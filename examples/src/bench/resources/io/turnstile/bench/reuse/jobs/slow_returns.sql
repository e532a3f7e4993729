-- What came back after more than a month, by state and reason.
SELECT state, reason, count(*) AS returns, max(days) AS slowest, sum(amount) AS amount
FROM (
  SELECT s_state AS state, sr_reason AS reason, sr_return_amt AS amount, datediff(back.d_date, sold.d_date) AS days
  FROM store_sales
  JOIN date_dim sold ON ss_sold_date_sk = sold.d_date_sk
  JOIN store ON ss_store_sk = s_store_sk
  JOIN item ON ss_item_sk = i_item_sk
  JOIN store_returns ON ss_item_sk = sr_item_sk AND ss_ticket_number = sr_ticket_number
  JOIN date_dim back ON sr_returned_date_sk = back.d_date_sk
)
WHERE days > 30
GROUP BY state, reason
ORDER BY state, reason
