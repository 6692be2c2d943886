MATCH (a:Entity)-[p {standing: 'denied'}]->(b:Entity) WHERE 'tsmc_sophgo_huawei' IN p.datasets
MATCH (c:Claim {stance: 'denies'}) WHERE c.about IN p.records AND 'tsmc_sophgo_huawei' IN c.datasets
MATCH (m:Entity {id: c.made_by})
RETURN DISTINCT p.class AS relation, a.caption AS from, b.caption AS to, m.caption AS denied_by
ORDER BY relation, from, denied_by
