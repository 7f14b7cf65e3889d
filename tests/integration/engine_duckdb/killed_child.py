"""A process that writes until it is killed, printing what was acknowledged. Arguments: data folder, first number."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from mockhaus.ports.engine import CatalogRecord, EngineStep, WriteUnit
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.session import DuckDbSession
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

MOST_DATABASES = 6


def acknowledge(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def furnish(session: DuckDbSession, attachment: str) -> None:
    """The tables in which a torn write would show; a database without them is completed at the next start."""
    main = f"{attachment}.main"
    steps = (
        f"CREATE TABLE IF NOT EXISTS {main}.t(id INTEGER, v INTEGER)",
        f"CREATE TABLE IF NOT EXISTS {main}.h(n INTEGER, id INTEGER, v INTEGER)",
        f"CREATE TABLE IF NOT EXISTS {main}.log(n INTEGER)",
        f"INSERT INTO {main}.t SELECT 0, 0 WHERE NOT EXISTS (FROM {main}.t)",
    )
    session.write(WriteUnit(attachment, tuple(EngineStep(sql) for sql in steps)))


def write_row(session: DuckDbSession, attachment: str, number: int) -> None:
    main = f"{attachment}.main"
    steps = (
        f"INSERT INTO {main}.h SELECT $n, id, v FROM {main}.t",
        f"UPDATE {main}.t SET v = v + 1",
        f"INSERT INTO {main}.log VALUES ($n)",
    )
    session.write(WriteUnit(attachment, tuple(EngineStep(sql, {"n": number}) for sql in steps)))
    acknowledge(f"row {number}")


def create_table(session: DuckDbSession, attachment: str, number: int) -> None:
    step = EngineStep(f"CREATE TABLE {attachment}.main.x{number} AS SELECT $n AS n", {"n": number})
    session.write(WriteUnit(attachment, (step,), put=(CatalogRecord(number, "TABLE", f"x{number}"),)))
    acknowledge(f"table x{number}")


def main(data: Path, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 - a repeatable sequence
    engine = DuckDbEngine(EngineOptions(data=data))
    session = engine.open_session()
    attachments = [database.attachment for database in engine.databases()]
    for attachment in attachments:
        furnish(session, attachment)
    acknowledge("READY")
    while True:
        number += 1
        dice = chance.random()
        if not attachments or (dice < 0.1 and len(attachments) < MOST_DATABASES):
            created = engine.create_database("D", (CatalogRecord(1, "DATABASE", f"d{number}"),))
            acknowledge(f"database d{number}")
            furnish(session, created.attachment)
            attachments.append(created.attachment)
        elif dice < 0.3:
            create_table(session, chance.choice(attachments), number)
        elif dice < 0.35:
            engine.checkpoint()
        else:
            write_row(session, chance.choice(attachments), number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
