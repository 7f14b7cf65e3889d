"""The clock of the machine."""

from mockhaus_adapters.clock_system.clock import SystemClock

__all__ = ["SystemClock"]
