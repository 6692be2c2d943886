MATCH way = (:Entity {id: 'product-die-ascend-910b'})-[:COMPONENT_OF*1..2]->(x:Entity)
WITH x, length(way) AS level, last(relationships(way)) AS c
WHERE 'tsmc_sophgo_huawei' IN c.datasets
UNWIND coalesce(c.quantity_min, ['not stated']) AS quantity
RETURN DISTINCT level, x.caption AS product, quantity, c.strength AS strength
ORDER BY level, product, quantity
