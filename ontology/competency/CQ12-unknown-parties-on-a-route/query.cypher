MATCH (u:UnknownParty)-[p:PASSED_TO]-(:Entity) WHERE 'tsmc_sophgo_huawei' IN p.datasets
RETURN DISTINCT u.caption AS party, u.reason AS reason, u.cardinality AS cardinality
ORDER BY party
