UNWIND ['chips-nvidia-a100-sxm4-80gb', 'chips-nvidia-a800-sxm4-80gb', 'chips-nvidia-h800-sxm5', 'chips-nvidia-h20-96gb', 'product-ascend-910c'] AS id
MATCH (x:Entity {id: id})
MATCH (m:ProductMeasure {product: id, metric: 'total-processing-performance', basis: 'derived'}) WHERE 'chips' IN m.datasets
MATCH (n:ProductMeasure {product: id, metric: 'interconnect-bandwidth'}) WHERE 'chips' IN n.datasets
RETURN x.caption AS chip, m.value_min AS tpp, n.value_min AS interconnect,
  CASE WHEN m.value_min_number >= 4800 AND n.value_min_number >= 600 THEN 'reached' ELSE 'not reached' END AS in_2022,
  CASE WHEN m.value_min_number >= 4800 THEN 'reached' ELSE 'not reached' END AS in_2023
ORDER BY chip
