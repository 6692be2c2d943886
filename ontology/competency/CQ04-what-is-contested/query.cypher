MATCH (a:Entity)-[p {standing: 'disputed'}]->(b:Entity) WHERE 'tsmc_sophgo_huawei' IN p.datasets
OPTIONAL MATCH (t:Pattern)
WHERE (t.pattern_from = a.id AND t.pattern_to = b.id)
  OR (t.pattern_from = b.id AND t.pattern_to = a.id AND t.both_directions)
WITH a, b, p, collect(t.id) AS patterns
MATCH (c:Claim {stance: 'denies'}) WHERE (c.about IN p.records OR c.about IN patterns) AND c.published IS NOT NULL
MATCH (m:Entity {id: c.made_by})
RETURN DISTINCT p.class AS relation, a.caption AS from, b.caption AS to, m.caption AS denied_by, c.published AS since
ORDER BY relation, from, denied_by
