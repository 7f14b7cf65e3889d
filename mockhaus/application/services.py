"""What every handler may use, and one statement on its way through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import MappingProxyType

from mockhaus.application.account_service import AccountService
from mockhaus.application.binding import ArrayBind, with_nanoseconds
from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.catalog_stages import CatalogStages
from mockhaus.application.file_limits import FileLimits
from mockhaus.application.file_urls import FileUrls
from mockhaus.application.locks import TableLocks
from mockhaus.application.names import CatalogNames
from mockhaus.application.outcome import Outcome
from mockhaus.application.past_statements import PastStatements
from mockhaus.application.pipe_board import PipeBoard
from mockhaus.application.plan_cache import PlanCache
from mockhaus.application.result_cache import ResultCache
from mockhaus.application.result_scans import ScannedResults
from mockhaus.application.session import Session
from mockhaus.application.session_control import SessionControl
from mockhaus.application.statement_values import StatementParameters, Surroundings
from mockhaus.application.tracing import NOT_FOLLOWED, NoTracer, Phases
from mockhaus.application.versions import VersionClock
from mockhaus.domain.catalog.catalog import Catalog
from mockhaus.domain.policy.decision import Policy
from mockhaus.domain.results import Value
from mockhaus.domain.statements import Statement
from mockhaus.domain.types import DataType
from mockhaus.ports.client_files import ClientFiles
from mockhaus.ports.clock import Clock
from mockhaus.ports.columnar import ColumnarFiles
from mockhaus.ports.compression import Compression
from mockhaus.ports.external_stages import ExternalStages, NoExternalStages
from mockhaus.ports.identity import IdentitySource
from mockhaus.ports.results import ResultStore
from mockhaus.ports.stages import StageStore
from mockhaus.ports.tracing import Tracer
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.precision import NARROW, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts that outlive statements, shared by all sessions."""

    catalog: CatalogService
    account: AccountService
    locks: TableLocks
    versions: VersionClock
    plans: PlanCache
    reuse: ResultCache
    policy: Policy
    stages: StageStore
    compression: Compression
    columnar: ColumnarFiles
    results: ResultStore
    clock: Clock
    identity: IdentitySource
    tracer: Tracer = field(default_factory=NoTracer)
    file_limits: FileLimits = field(default_factory=FileLimits)
    file_urls: FileUrls = field(default_factory=FileUrls)
    external: ExternalStages = field(default_factory=NoExternalStages)
    pipes: PipeBoard = field(default_factory=PipeBoard)


@dataclass(slots=True, kw_only=True)
class StatementRun:
    """One statement being carried out: the session that it changes, its text, its bound values by engine name."""

    session: Session
    services: Services
    query_id: str
    text: str
    bind_values: Mapping[str, Value] = field(default_factory=dict)
    bind_types: Mapping[str, DataType] = field(default_factory=dict)
    array: ArrayBind | None = None
    """The values of many rows, in place of `bind_values`."""
    client_files: ClientFiles | None = None
    """The client's own files, where the client lends them."""
    transfers_files: bool = False
    """Whether the client copies the files of PUT and GET itself, once it is told which."""
    piped: tuple[str, ...] = ()
    """The query ids of the statements before it in a chain, the nearest first: what `FROM $1`, `$2`, … reads."""
    control: SessionControl | None = None
    """What the statement may do to others; None where there are no others."""
    past: PastStatements | None = None
    """What the statement may know of others; None where nothing is kept."""
    answers: dict[str, Value] = field(default_factory=dict)
    """What the core answered for the statement's plan, by parameter."""
    check_cancelled: Callable[[], None] = field(default=lambda: None)
    """Raises CANCELLED or TIMEOUT where the statement was told to stop; call it before and while waiting."""
    phases: Phases = NOT_FOLLOWED
    """Told of the phases that its time goes to."""
    version: int | None = None
    """The row version of what the statement changes, once it has one."""

    def new_version(self) -> int:
        """A row version for what the statement is about to change, under its locks."""
        self.version = self.services.versions.next()
        return self.version

    def parameters(self, given: Mapping[str, Value] = MappingProxyType({})) -> StatementParameters:
        """What the parameters of the statement's engine SQL stand for, with values that only a step or plan knows."""
        around = Surroundings(self.session, self.text, self.services.account.current, self._signing)
        return StatementParameters(around, with_nanoseconds({**self.bind_values, **self.answers, **given}))

    def _signing(self) -> str:
        return self.services.file_urls.signing(self.session.context.user, self.query_id, self.services.clock)

    def active_roles(self) -> tuple[str, ...]:
        """The session's primary role, then the secondary roles that are in effect now."""
        context = self.session.context
        secondary = context.secondary_roles
        others = self.services.account.current.secondary(context.user, secondary) if secondary else ()
        return (context.role, *others)

    def may_use(self, owner: str) -> bool:
        """Whether one of the active roles has every privilege on an object of that owner."""
        return any(self.services.policy.may_use(role, owner) for role in self.active_roles())

    def names(self) -> CatalogNames:
        """What names mean to the session now."""
        return CatalogNames(self.services.catalog.current, self.session.temporary)

    def changing(self) -> AbstractContextManager[Catalog]:
        """Keep other changes of the catalog out; waiting for them ends where the statement is told to stop."""
        return self.services.catalog.changing(self.check_cancelled)

    def translation(self, precision: Precision = NARROW) -> TranslationContext:
        """The input of a translation for this statement."""
        names = self.names()
        return TranslationContext(
            session=self.session.context,
            names=names,
            binds=self.bind_types,
            wide=precision.wide,
            fraction=precision.fraction,
            results=ScannedResults(self.session, self.services.results, self.parameters(), self.control),
            piped=self.piped,
            bound_names=self.bound_names(),
            stages=CatalogStages(names, self.services.file_urls.base(self.session.context.account)),
        )

    def bound_names(self) -> Mapping[str, str]:
        """The bound texts by engine name, where the statement may name something by one: `IDENTIFIER(?)`."""
        if not self.bind_values or "IDENTIFIER" not in self.text.upper():
            return {}
        return {name: value for name, value in self.bind_values.items() if isinstance(value, str)}


Handler = Callable[[Statement, StatementRun], Outcome]
"""Carries out one family of statements."""
