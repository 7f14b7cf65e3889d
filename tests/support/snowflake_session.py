"""Snowflake queries through the translator and a real engine in memory, without catalog, server or drivers."""

from __future__ import annotations

from collections.abc import Mapping

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.statements import Query
from mockhaus.domain.types import DataType
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.parsing import parse
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.precision import Fraction
from mockhaus.translation.translate import plan_query
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions
from tests.fakes.names import StaticNames


class SnowflakeQueries:
    """Runs queries that read no tables, with session parameters given as in ALTER SESSION."""

    def __init__(self, engine: DuckDbEngine) -> None:
        self._session = engine.open_session()

    def plan(
        self,
        sql: str,
        parameters: Mapping[str, str] | None = None,
        *,
        wide: bool = False,
        fraction: Fraction = Fraction.MICROSECONDS,
    ) -> QueryPlan:
        settings = SessionParameters()
        for name, text in (parameters or {}).items():
            settings = settings.setting(name, text)
        session = SessionContext(user="U", role="SYSADMIN", database="DB", schema="S", parameters=settings)
        statement = parse(sql)
        assert isinstance(statement, Query)
        context = TranslationContext(session=session, names=StaticNames(), wide=wide, fraction=fraction)
        return plan_query(statement.fragment, context)

    def rows(self, sql: str, **parameters: str) -> list[Row]:
        """The rows of a query, which is planned in nanoseconds where it asks for that."""
        zone = parameters.get("TIMEZONE", "America/Los_Angeles")
        try:
            return self.run(self.plan(sql, parameters), zone)
        except SnowflakeError as error:
            if not error.details.get("nanoseconds"):
                raise
        return self.run(self.plan(sql, parameters, fraction=Fraction.NANOSECONDS), zone)

    def run(self, plan: QueryPlan, time_zone: str = "America/Los_Angeles") -> list[Row]:
        self._session.set_time_zone(time_zone)
        stream = self._session.query(plan.sql, plan.columns)
        try:
            return stream.fetch(10_000)
        finally:
            stream.close()

    def value(self, expression: str, **parameters: str) -> Value:
        """The value of one expression."""
        ((found,),) = self.rows(f"SELECT {expression}", **parameters)
        return found

    def values(self, expressions: str, **parameters: str) -> Row:
        """The values of a select list."""
        (found,) = self.rows(f"SELECT {expressions}", **parameters)
        return found

    def type_of(self, expression: str, **parameters: str) -> DataType:
        """The Snowflake type of one expression."""
        return self.plan(f"SELECT {expression}", parameters).columns[0].type

    def close(self) -> None:
        self._session.close()


def memory_engine() -> DuckDbEngine:
    """An engine that keeps nothing."""
    return DuckDbEngine(EngineOptions())
