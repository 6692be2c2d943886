MATCH (b:Entity)-[:LISTED_ON]->(:Entity {id: 'list-us-bis-entity-list'})
WHERE b.id IN ['firm-sophgo', 'firm-powerair', 'firm-smic', 'firm-huawei']
MATCH (a:Entity)-[p:OWNS|CONTROLS|OFFICER_OF|AFFILIATED_WITH]-(b)
WHERE 'tsmc_sophgo_huawei' IN p.datasets AND NOT EXISTS { (a)-[:LISTED_ON]->() }
RETURN DISTINCT a.caption AS party, p.class AS tie, b.caption AS listed, p.strength AS strength
ORDER BY party, tie, listed
