"""The linked view: one payload with shared ids that feeds graph, map, timeline and table (F20, F73, F74)."""
