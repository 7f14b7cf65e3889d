"""INSERT, UPDATE, DELETE, MERGE and TRUNCATE as write plans.

Each statement is reduced to one synthesized query over its sources, translated as every query is, whose rows
`mockhaus.translation.versions` then writes.
"""
