MATCH (part:Entity)-[:COMPONENT_OF*0..6]->(:Entity {id: 'product-cloudmatrix-384'})
MATCH (part)-[:MATCHES_DESIGN*0..1]-(handled:Entity)
MATCH (a:Entity)-[p:FABRICATED_FOR|PACKAGED_FOR|PASSED_TO|SUPPLIED|SHIPPED_TO {product: handled.id}]->(b:Entity)
WHERE 'tsmc_sophgo_huawei' IN p.datasets
RETURN DISTINCT p.class AS relation, a.caption AS from, b.caption AS to, handled.caption AS product
ORDER BY relation, from, to
