MATCH (t:Pattern) WHERE 'tsmc_sophgo_huawei' IN t.datasets
MATCH (c:Claim {about: t.id, stance: 'denies'}) WHERE 'tsmc_sophgo_huawei' IN c.datasets
MATCH (m:Entity {id: c.made_by}), (a:Entity {id: t.pattern_from}), (b:Entity {id: t.pattern_to})
RETURN m.caption AS denied_by, t.relation_class AS relation, a.caption AS from, b.caption AS to,
  CASE WHEN t.indirect THEN 'meant' ELSE 'not spoken of' END AS indirect
ORDER BY denied_by, relation
