MATCH (a:Entity)-[p:FABRICATED_FOR|PACKAGED_FOR|PASSED_TO]->(b:Entity)
WHERE 'tsmc_sophgo_huawei' IN p.datasets
UNWIND p.quantity_min AS least
UNWIND p.quantity_unit AS unit
UNWIND p.quantity_basis AS basis
RETURN DISTINCT a.caption AS from, b.caption AS to, least, unit, basis
ORDER BY from, to, least, basis
