MATCH (d:Entity {id: 'product-die-ascend-910b'})
OPTIONAL MATCH (d)-[m:MATCHES_DESIGN]-(other:Entity) WHERE NOT m.denied
WITH d, collect(other.id) AS others
MATCH (a:Entity)-[p:FABRICATED_FOR]->(b:Entity)
WHERE (p.product = d.id OR p.product IN others) AND 'tsmc_sophgo_huawei' IN p.datasets
RETURN DISTINCT a.caption AS foundry, b.caption AS client,
  CASE WHEN p.product = d.id THEN 'named' ELSE 'by a match of designs' END AS how,
  p.strength AS strength, p.standing AS standing
ORDER BY foundry, client
