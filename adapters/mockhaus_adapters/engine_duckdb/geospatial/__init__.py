"""Shapes and H3 cells on Arrow columns: read, printed, made, measured, related and combined.

GEOGRAPHY is computed on a sphere by S2 (spherely), GEOMETRY on a plane by GEOS (shapely), cells by H3. These libraries
take long to load: what registers the functions imports this package when one is first called.
"""
