MATCH (c:Claim) WHERE c.made_by IN ['firm-tsmc', 'firm-sophgo', 'firm-huawei'] AND 'tsmc_sophgo_huawei' IN c.datasets
MATCH (m:Entity {id: c.made_by})
RETURN m.caption AS maker, c.stance AS stance, c.about AS about
ORDER BY maker, stance, about
