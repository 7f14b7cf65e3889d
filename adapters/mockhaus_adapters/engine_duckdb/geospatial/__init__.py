"""Measures, relations and combinations of shapes, and H3 cells, on Arrow columns.

GEOGRAPHY is computed on a sphere by S2 (spherely), GEOMETRY on a plane by GEOS (shapely). These libraries take long to
load: what registers the functions imports this package when one is first called.
"""
