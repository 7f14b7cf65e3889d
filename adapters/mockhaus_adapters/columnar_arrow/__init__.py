"""Columnar files by Apache Arrow."""

from mockhaus_adapters.columnar_arrow.files import ArrowColumnarFiles

__all__ = ["ArrowColumnarFiles"]
