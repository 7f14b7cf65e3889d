"""Statements through the parser and their handlers on a real engine in memory, without server or drivers."""

from __future__ import annotations

from mockhaus.application.account_service import AccountService
from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.handlers import FAMILIES
from mockhaus.application.locks import TableLocks
from mockhaus.application.outcome import Outcome
from mockhaus.application.plan_cache import PlanCache
from mockhaus.application.result_cache import ResultCache
from mockhaus.application.services import Services, StatementRun
from mockhaus.application.session import Session
from mockhaus.application.versions import VersionClock
from mockhaus.domain.policy.decision import Policy
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.ports.engine import Engine
from mockhaus.translation.parsing import parse
from mockhaus_adapters.columnar_arrow import ArrowColumnarFiles
from mockhaus_adapters.compression_arrow import ArrowCompression
from mockhaus_adapters.metadata_memory.account import MemoryAccountStore
from mockhaus_adapters.results_arrow import ArrowResultStore
from mockhaus_adapters.stage_memory.store import MemoryStageStore
from tests.fakes.clock import FakeClock
from tests.fakes.identity import CountingIdentity


def services_on(engine: Engine) -> Services:
    """The shared parts over an engine, with a clock that goes on by a second with each statement."""
    clock = FakeClock()
    account = AccountService(MemoryAccountStore(), clock)
    locks, results = TableLocks(), ArrowResultStore(clock)
    return Services(
        catalog=CatalogService(engine),
        account=account,
        locks=locks,
        versions=VersionClock(clock, 0),
        plans=PlanCache(100),
        reuse=ResultCache(results, locks, 100),
        policy=Policy(account.role_graph),
        stages=MemoryStageStore(clock),
        compression=ArrowCompression(),
        columnar=ArrowColumnarFiles(),
        results=results,
        clock=clock,
        identity=CountingIdentity(),
    )


class StatementSession:
    """One session that runs statements as the executor does: DDL commits first, locks end with the transaction."""

    def __init__(self, engine: Engine, services: Services, *, session_id: str = "1", role: str = "SYSADMIN") -> None:
        self.services = services
        context = SessionContext(user="U", role=role)
        self.session = Session(session_id, context, engine.open_session(), services.clock.now())
        self.outcome = Outcome(())

    def run(self, text: str) -> list[Row]:
        """The rows of a statement."""
        statement = parse(text)
        family = FAMILIES[type(statement)]
        clock = self.services.clock
        assert isinstance(clock, FakeClock)
        clock.advance(1)
        run = StatementRun(session=self.session, services=self.services, query_id="q", text=text)
        try:
            self.outcome = family.handler(statement, run)
            return self.outcome.rows.fetch(10_000)
        finally:
            self.outcome.rows.close()
            if self.session.transaction is None:
                self.services.locks.release(self.session.id)

    def script(self, *texts: str) -> None:
        """Run statements for what they do."""
        for text in texts:
            self.run(text)

    def status(self, text: str) -> Value:
        """The one value that a statement answers."""
        ((found,),) = self.run(text)
        return found

    def named(self, text: str) -> list[dict[str, Value]]:
        """The rows of a statement by heading."""
        rows = self.run(text)
        headings = [column.name for column in self.outcome.columns]
        return [dict(zip(headings, row, strict=True)) for row in rows]

    def close(self) -> None:
        self.session.engine.close()
