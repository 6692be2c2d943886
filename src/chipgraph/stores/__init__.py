"""Stores: where a graph is kept and asked: on disk, as RDF, in Neo4j."""
