MATCH (:Entity)-[p:FABRICATED_FOR|PACKAGED_FOR|PASSED_TO]->(:Entity) WHERE 'tsmc_sophgo_huawei' IN p.datasets
MATCH (c:Claim) WHERE c.about IN p.records AND 'tsmc_sophgo_huawei' IN c.datasets AND c.relayed_by IS NOT NULL
MATCH (m:Entity {id: c.made_by}), (t:Entity {id: c.relayed_by})
RETURN DISTINCT c.id AS claim, c.stance AS stance, m.caption AS maker, t.caption AS relayed_by
ORDER BY claim
