MATCH (s:Statement) WHERE 'seed_article' IN s.datasets
UNWIND s.mentions AS mentioned
MATCH (i:Instrument {id: mentioned})
MATCH (e:EnforcementStatus {status_of: i.id})
RETURN s.id AS statement, i.caption AS rule, e.legal_status AS enforcement, e.valid_from AS from
ORDER BY statement, from
