// A partial date is compared by its latest reading for `before` and by its earliest for `after`.
MATCH (b:Entity)-[l:LISTED_ON]->(:Entity {id: 'list-us-bis-entity-list'})
WHERE b.id IN ['firm-huawei', 'firm-sophgo', 'firm-powerair']
UNWIND l.effective AS effective
WITH b, min(effective) AS listed_from
MATCH (a:Entity)-[p:FABRICATED_FOR|PASSED_TO]->(b) WHERE 'tsmc_sophgo_huawei' IN p.datasets
UNWIND coalesce(p.valid_from, ['not stated']) AS start
WITH a, b, listed_from, start, split(start, '..')[0] AS lo, split(start, '..')[-1] AS hi
WITH a, b, listed_from, start, lo, CASE size(hi) WHEN 4 THEN hi + '-12-31' WHEN 7 THEN hi + '-31' ELSE hi END AS latest
RETURN DISTINCT a.caption AS from, b.caption AS to, start, listed_from,
  CASE WHEN start = 'not stated' THEN 'open'
    WHEN latest <> '' AND latest < listed_from THEN 'before'
    WHEN lo <> '' AND (size(lo) = 10 AND lo >= listed_from OR lo > listed_from) THEN 'after'
    ELSE 'open' END AS began
ORDER BY to, from, start
