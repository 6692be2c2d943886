MATCH (m:UnknownParty) WHERE 'tsmc_sophgo_huawei' IN m.datasets
MATCH (c:Claim {made_by: m.id}) WHERE 'tsmc_sophgo_huawei' IN c.datasets
RETURN c.id AS claim, m.caption AS maker, m.reason AS reason, c.about AS about
ORDER BY claim
