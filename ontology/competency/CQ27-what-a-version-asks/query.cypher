UNWIND ['chips-nvidia-a800-sxm4-80gb', 'chips-nvidia-h20-96gb', 'product-ascend-910c'] AS id
MATCH (x:Entity {id: id})
MATCH (m:ProductMeasure {product: id, metric: 'total-processing-performance', basis: 'derived'}) WHERE 'chips' IN m.datasets
MATCH (c:Condition {tested: 'tpp', comparison: '>='})-[:PART_OF]->(l:Limb)-[:PART_OF]->(r:Rule)-[:PART_OF]->(:Provision {id: 'provision-3a090'})
UNWIND c.compared_with AS at_least
WITH x, m, l, r, at_least WHERE m.value_min_number >= toFloat(at_least)
RETURN r.caption AS version, r.valid_from AS from, l.outcome AS outcome, at_least, x.caption AS chip
ORDER BY version, outcome, chip
