MATCH (a:Entity)-[p:FABRICATED_FOR|PACKAGED_FOR|PASSED_TO]->(b:Entity)
WHERE 'tsmc_sophgo_huawei' IN p.datasets AND p.valid_from IS NULL AND p.occurred_on IS NULL
UNWIND coalesce(p.valid_to, ['not stated']) AS end
RETURN DISTINCT p.class AS relation, a.caption AS from, b.caption AS to, end
ORDER BY relation, from, to
