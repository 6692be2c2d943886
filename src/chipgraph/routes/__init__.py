"""Routes: which sequences of steps an item could have taken (rules W of the design).

The engine knows arrays and nothing of firms, RDF or Neo4j: it walks the ``StepTable`` that holdings derives.
"""
