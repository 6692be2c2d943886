MATCH (a:Entity)-[p:FABRICATED_FOR|PACKAGED_FOR|PASSED_TO|SUPPLIED|SHIPPED_TO]->(b:Entity)
WHERE 'tsmc_sophgo_huawei' IN p.datasets
MATCH (c:Claim {stance: 'asserts'}) WHERE c.about IN p.records AND 'tsmc_sophgo_huawei' IN c.datasets
MATCH (s:Source {id: c.cites})
WITH p, a, b, collect(DISTINCT coalesce(s.origin, s.id)) AS origins
WHERE size(origins) = 1
RETURN p.class AS relation, a.caption AS from, b.caption AS to, origins[0] AS origin
ORDER BY relation, from, to
