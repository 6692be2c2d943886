// Day 19737 counts from 1970-01-01. A state holds for certain if it began by then at the latest and ended after at the earliest.
UNWIND [['firm-tsmc', 'firm-sophgo'], ['firm-sophgo', 'firm-huawei']] AS pair
MATCH (a:Entity {id: pair[0]})-[p:FABRICATED_FOR|PASSED_TO|SUPPLIED|SHIPPED_TO]->(b:Entity {id: pair[1]})
WHERE 'tsmc_sophgo_huawei' IN p.datasets
MATCH (x:Holding {holder: a.id})-[s:STEP {kind: 'possession', proposition: p.id}]->(y:Holding {holder: b.id})
WHERE s.s1 <= 19737 AND s.e2 >= 19737
RETURN DISTINCT a.caption AS from, b.caption AS to, s.record AS record,
  CASE WHEN s.s2 <= 19737 AND s.e1 >= 19737 THEN 'certain' ELSE 'possible' END AS on_the_day
ORDER BY from, record
