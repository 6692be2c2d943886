MATCH (x:MemoryStack)-[c:COMPONENT_OF]->(:Entity {id: 'product-ascend-910c'}) WHERE 'tsmc_sophgo_huawei' IN c.datasets
OPTIONAL MATCH (m:Entity)-[:MAKES]->(x)
UNWIND coalesce(c.quantity_min, ['not stated']) AS quantity
RETURN DISTINCT x.caption AS stack, coalesce(m.caption, 'not stated') AS maker, quantity, c.strength AS strength
ORDER BY stack
