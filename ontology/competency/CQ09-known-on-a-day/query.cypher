// The latest reading of a partial date decides: 2024 may be 2024-12-31, a range may be its second part.
MATCH (:Entity {id: 'firm-sophgo'})-[p:FABRICATED_FOR|PASSED_TO|SUPPLIED|SHIPPED_TO]-(:Entity)
MATCH (c:Claim) WHERE c.about IN p.records AND 'tsmc_sophgo_huawei' IN c.datasets
MATCH (s:Source {id: c.cites}), (m:Entity {id: c.made_by})
WITH c, m, coalesce(c.published, s.published) AS published
WITH c, m, published, split(published, '..')[-1] AS last
WHERE CASE size(last) WHEN 4 THEN last + '-12-31' WHEN 7 THEN last + '-31' ELSE last END <= '2024-10-31'
RETURN DISTINCT c.id AS claim, c.stance AS stance, m.caption AS maker, published
ORDER BY claim
