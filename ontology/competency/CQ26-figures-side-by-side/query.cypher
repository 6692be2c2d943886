MATCH (f:ProductMeasure {product: 'product-ascend-910c'})
WHERE f.metric IN ['memory-capacity', 'memory-bandwidth'] AND 'chips' IN f.datasets
RETURN f.metric AS metric, coalesce(f.value_min, 'not stated') AS least, coalesce(f.value_max, 'not stated') AS most,
  f.unit AS unit, f.basis AS basis
ORDER BY metric, least, most
