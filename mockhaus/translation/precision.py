"""How much room values have in a plan: the ordinary one, or that of statements which need more."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Fraction(enum.Enum):
    """The fractional digits of a second in a plan's times and timestamps, and what becomes of others.

    MICROSECONDS asks for a plan in NANOSECONDS where a value has more. CUT is for single functions within such a plan:
    what they read has six digits, others are cut.
    """

    MICROSECONDS = "MICROSECONDS"
    CUT = "CUT"
    NANOSECONDS = "NANOSECONDS"


@dataclass(frozen=True, slots=True)
class Precision:
    """What a plan has room for besides the ordinary: integers in 128 bits, nine fractional digits of a second."""

    wide: bool = False
    nanoseconds: bool = False

    @property
    def fraction(self) -> Fraction:
        """The fractional digits of a second."""
        return Fraction.NANOSECONDS if self.nanoseconds else Fraction.MICROSECONDS


NARROW = Precision()
WIDE = Precision(wide=True)
