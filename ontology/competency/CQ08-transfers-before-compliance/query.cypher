// 18397 is 2020-05-15, 18519 is 2020-09-14, in days from 1970-01-01. Each record keeps its own dates (O27).
MATCH (:Entity {id: 'firm-tsmc'})-[p:FABRICATED_FOR|PASSED_TO|SUPPLIED|SHIPPED_TO]->(b:Entity)
WHERE b.id IN ['firm-huawei', 'firm-sophgo', 'firm-powerair'] AND 'tsmc_sophgo_huawei' IN p.datasets
MATCH (:Holding {holder: 'firm-tsmc'})-[s:STEP {kind: 'possession', proposition: p.id}]->(:Holding {holder: b.id})
WHERE s.s1 <= 18519 AND s.e2 >= 18397
RETURN DISTINCT b.caption AS to, s.record AS record,
  CASE WHEN s.s2 <= 18519 AND s.e1 >= 18397 THEN 'certain' ELSE 'possible' END AS in_the_window, s.standing AS standing
ORDER BY to, record
