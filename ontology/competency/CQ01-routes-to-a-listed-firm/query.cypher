// Walk two moves of possession over the holdings; the weaker rank decides.
MATCH (:Holding {id: 'firm-tsmc|*'})-[a:STEP]->(m:Holding)-[b:STEP]->(:Holding {holder: 'firm-huawei'})
WHERE a.kind = 'possession' AND b.kind = 'possession' AND NOT a.denied AND NOT b.denied AND m.holder <> 'firm-huawei'
MATCH (via:Entity {id: m.holder}), (to:Entity {id: 'firm-huawei'})-[:LISTED_ON]->(:Entity {id: 'list-us-bis-entity-list'})
WITH via, to, CASE WHEN a.strength_rank < b.strength_rank THEN a.strength ELSE b.strength END AS weakest
RETURN DISTINCT via.caption AS via, to.caption AS to, weakest
ORDER BY via, weakest
