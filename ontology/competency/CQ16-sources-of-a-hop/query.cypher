MATCH (:Entity {id: 'firm-tsmc'})-[p:FABRICATED_FOR]->(:Entity {id: 'firm-sophgo'})
MATCH (c:Claim) WHERE c.about IN p.records AND 'tsmc_sophgo_huawei' IN c.datasets
MATCH (s:Source {id: c.cites})
RETURN DISTINCT s.id AS source, coalesce(s.publisher, 'not stated') AS publisher,
  coalesce(s.published, 'not stated') AS published, coalesce(s.origin, 'not known') AS origin
ORDER BY source
