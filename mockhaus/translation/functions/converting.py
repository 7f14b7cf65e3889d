"""What a conversion between types is: its settings, its two sides, and how it fails.

A value that is of the type already stays as it is; what can fail at run time fails with Snowflake's error, or is NULL
for the TRY_ forms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import TIMESTAMPS, DataType, Kind
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions.building import call, case, cast, is_null
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk

_OUTPUT_PARAMETER = {
    Kind.DATE: "DATE_OUTPUT_FORMAT",
    Kind.TIME: "TIME_OUTPUT_FORMAT",
    Kind.TIMESTAMP_NTZ: "TIMESTAMP_NTZ_OUTPUT_FORMAT",
    Kind.TIMESTAMP_LTZ: "TIMESTAMP_LTZ_OUTPUT_FORMAT",
    Kind.TIMESTAMP_TZ: "TIMESTAMP_TZ_OUTPUT_FORMAT",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What of a session and a plan decides conversions: parameters, and how much room values have."""

    parameters: SessionParameters
    wide: bool = False
    fraction: Fraction = Fraction.MICROSECONDS

    def output_format(self, kind: Kind) -> str:
        """The format model in which a kind of date or time prints."""
        return self.parameters.text(_OUTPUT_PARAMETER[kind]) or self.parameters.text("TIMESTAMP_OUTPUT_FORMAT")

    def input_format(self, kind: Kind) -> str:
        """The format model in which a kind of date or time is read, or AUTO."""
        name = "TIMESTAMP" if kind in TIMESTAMPS else kind.value
        return self.parameters.text(f"{name}_INPUT_FORMAT")

    @property
    def century(self) -> int:
        """The first year that two digits can mean."""
        return self.parameters.integer("TWO_DIGIT_CENTURY_START")


DEFAULT_SETTINGS = Settings(SessionParameters())


def settings_of(walk: Walk) -> Settings:
    """The settings of the session that a walk translates for."""
    return settings_in(walk.context)


def settings_in(context: TranslationContext) -> Settings:
    """The settings of the session and the plan of a context."""
    return Settings(context.session.parameters, context.wide, context.fraction)


@dataclass(frozen=True, slots=True)
class Conversion:
    """One conversion to build. With `lenient` a value that cannot be converted is NULL."""

    node: exp.Expr
    source: DataType
    target: DataType
    settings: Settings = DEFAULT_SETTINGS
    lenient: bool = False

    @property
    def kind(self) -> Kind:
        """The kind converted from."""
        return self.source.kind

    def in_microseconds(self) -> Conversion:
        """The same of values that are cut to microseconds already."""
        return replace(self, settings=replace(self.settings, fraction=Fraction.CUT))

    def checked(self, reader: exp.Expr, refusal: exp.Expr) -> exp.Expr:
        """The reader's value; where that is NULL, what the refusal raises for a value that was not."""
        if self.lenient:
            return reader
        raised = cast(cast(refusal, "VARCHAR"), expression_type(self.target, self.settings.fraction))
        return otherwise(reader, raised)

    def tried(self, raising: exp.Expr) -> exp.Expr:
        """An expression that raises for a bad value, silenced when lenient."""
        return call("TRY", raising) if self.lenient else raising


def otherwise(reader: exp.Expr, raised: exp.Expr) -> exp.Expr:
    """The reader's value, or what `raised` raises where that is NULL.

    A CASE and no COALESCE: out of a COALESCE the engine takes what two columns have in common, and computes it for
    every row.
    """
    return case([(is_null(reader), raised)], reader.copy())
