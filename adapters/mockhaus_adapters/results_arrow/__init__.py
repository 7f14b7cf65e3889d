"""Results kept as rows and as Arrow, in memory and in files."""

from mockhaus_adapters.results_arrow.budget import Budgets
from mockhaus_adapters.results_arrow.store import ArrowResultStore

__all__ = ["ArrowResultStore", "Budgets"]
