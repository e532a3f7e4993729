-- The lines of the year 2000 that were promoted by mail or on television.
SELECT s.ss_ticket_number, s.ss_quantity, s.ss_list_price, s.ss_sales_price, s.ss_ext_sales_price, s.ss_net_profit,
       d.d_date, d.d_moy, i.i_category, i.i_brand, p.p_promo_id, p.p_channel
FROM store_sales s
JOIN date_dim d ON s.ss_sold_date_sk = d.d_date_sk
JOIN item i ON s.ss_item_sk = i.i_item_sk
JOIN promotion p ON s.ss_promo_sk = p.p_promo_sk
WHERE d.d_year = 2000 AND (p.p_channel = 'mail' OR p.p_channel = 'tv')
