MATCH (a:Entity)-[p:LISTED_ON]->(:Entity {id: 'list-us-bis-entity-list'})
WHERE a.id IN ['firm-huawei', 'firm-smic', 'firm-sophgo', 'firm-powerair']
UNWIND p.effective AS effective
WITH a, p, min(effective) AS listed_from
UNWIND coalesce(p.footnote, ['none']) AS footnote
RETURN DISTINCT a.caption AS party, listed_from, footnote
ORDER BY party, footnote
