UNWIND [['firm-tsmc', 'firm-sophgo'], ['firm-sophgo', 'firm-huawei']] AS pair
MATCH (a:Entity {id: pair[0]})-[p:FABRICATED_FOR|PASSED_TO|SUPPLIED|SHIPPED_TO]->(b:Entity {id: pair[1]})
OPTIONAL MATCH (t:Pattern)
WHERE (t.pattern_from = a.id AND t.pattern_to = b.id)
  OR (t.pattern_from = b.id AND t.pattern_to = a.id AND t.both_directions)
WITH a, b, p, collect(t.id) AS patterns
MATCH (c:Claim) WHERE (c.about IN p.records OR c.about IN patterns) AND 'tsmc_sophgo_huawei' IN c.datasets
MATCH (m:Entity {id: c.made_by})
RETURN DISTINCT a.caption AS from, b.caption AS to, c.id AS claim, c.stance AS stance, m.caption AS maker
ORDER BY from, claim
