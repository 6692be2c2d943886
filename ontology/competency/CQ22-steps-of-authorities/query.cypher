MATCH (a:Entity)-[p:SUBJECT_OF]->(:Entity {id: 'firm-tsmc'}) WHERE 'tsmc_sophgo_huawei' IN p.datasets
UNWIND p.stage AS stage
UNWIND p.occurred_on AS on
RETURN a.caption AS body, stage, on, p.strength AS strength
ORDER BY on
