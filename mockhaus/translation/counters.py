"""Counters: the physical SQL of sequences and of identity columns."""

from __future__ import annotations

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Identity, Sequence
from mockhaus.translation.plan import PlannedStep

_LEAST = -(2**63)
_MOST = 2**63 - 1


def create_sequence(sequence: Sequence, attachment: str) -> tuple[PlannedStep, ...]:
    """A sequence that has not been asked yet."""
    return _create(attachment, physical.sequence_name(sequence), sequence.start, sequence.increment)


def drop_sequence(sequence: Sequence, attachment: str) -> tuple[PlannedStep, ...]:
    """Remove a sequence for good."""
    return (PlannedStep(f"DROP SEQUENCE IF EXISTS {physical.relation(attachment, physical.sequence_name(sequence))}"),)


def create_identity(identity: Identity, attachment: str) -> tuple[PlannedStep, ...]:
    """The sequence that feeds an identity column; `identity.sequence` is its name."""
    return _create(attachment, identity.sequence, identity.start, identity.increment)


def next_values() -> str:
    """Engine SQL of every sequence and identity: its attachment, its name, and the value that it gives next."""
    value = "CASE WHEN last_value IS NULL THEN start_value ELSE last_value::HUGEINT + increment_by END"
    return f"SELECT database_name, sequence_name, {value} FROM duckdb_sequences()"


def _create(attachment: str, name: str, start: int, increment: int) -> tuple[PlannedStep, ...]:
    lifetime = "TEMP " if attachment == physical.TEMPORARY_ATTACHMENT else ""
    return (
        PlannedStep(
            f"CREATE {lifetime}SEQUENCE {physical.relation(attachment, name)} INCREMENT BY {increment} "
            f"MINVALUE {_LEAST} MAXVALUE {_MOST} START WITH {start}"
        ),
    )
