-- What promotions by mail and on television took off the price in 2000, and what they earned, for each category.
SELECT lines.category, lines.channel, count(*) AS lines, sum(lines.pieces) AS pieces,
       cast(100 * sum(lines.list - lines.paid) / sum(lines.list) AS decimal(7, 4)) AS discount, sum(lines.profit) AS profit
FROM (
  SELECT promo.p_channel AS channel, it.i_category AS category, sale.ss_quantity AS pieces, sale.ss_list_price AS list,
         sale.ss_sales_price AS paid, sale.ss_net_profit AS profit
  FROM promotion promo
  JOIN store_sales sale ON sale.ss_promo_sk = promo.p_promo_sk
  JOIN item it ON it.i_item_sk = sale.ss_item_sk
  JOIN date_dim dd ON dd.d_date_sk = sale.ss_sold_date_sk
  WHERE (promo.p_channel = 'mail' OR promo.p_channel = 'tv') AND dd.d_year = 2000
) lines
GROUP BY lines.category, lines.channel
ORDER BY lines.category, lines.channel
