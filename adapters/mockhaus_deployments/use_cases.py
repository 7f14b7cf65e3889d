"""The container of the core: every use case, over adapters that a deployment puts in."""

from __future__ import annotations

from collections.abc import Callable

from dependency_injector import containers, providers

from mockhaus.application.account_service import AccountAuthenticator, AccountService, AccountSettings, AuthMode
from mockhaus.application.browse_catalog import BrowseCatalog
from mockhaus.application.cancel_statement import CancelStatement
from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.check_health import CheckHealth, Dependencies, HealthSettings
from mockhaus.application.execute_statement import ExecuteStatement
from mockhaus.application.file_limits import FileLimits
from mockhaus.application.identify_callers import IdentifyCallers
from mockhaus.application.install_sample_data import InstallSampleData
from mockhaus.application.journal import Journal
from mockhaus.application.list_history import ListHistory
from mockhaus.application.locks import TableLocks
from mockhaus.application.log_in import LogIn, Validity
from mockhaus.application.maintenance import Maintenance, MaintenanceSettings
from mockhaus.application.manage_objects import ManageObjects
from mockhaus.application.manage_sessions import ManageSessions, SessionSettings
from mockhaus.application.plan_cache import PlanCache
from mockhaus.application.read_figures import ReadFigures
from mockhaus.application.reset_account import ResetAccount
from mockhaus.application.result_cache import ResultCache
from mockhaus.application.run_pipes import PipeSettings, RunPipes
from mockhaus.application.running import RunningStatements
from mockhaus.application.services import Services
from mockhaus.application.session_contexts import SessionContexts
from mockhaus.application.slow_statements import SlowStatements
from mockhaus.application.snowpipe import Snowpipe
from mockhaus.application.stage_files import StageFiles
from mockhaus.application.statement_figures import StatementFigures
from mockhaus.application.submissions import SubmitStatements
from mockhaus.application.tracing import Arrivals
from mockhaus.application.translate_statement import TranslateStatement
from mockhaus.application.use_cases import UseCases
from mockhaus.application.versions import VersionClock
from mockhaus.application.watchdog import Watchdog
from mockhaus.domain.policy.decision import Policy
from mockhaus_deployments.settings import Settings

_PLANS = 2_000
_REUSED = 2_000


def session_settings(settings: Settings) -> SessionSettings:
    """The core's session settings from the deployment's."""
    sessions = settings.sessions
    return SessionSettings(
        user=sessions.user,
        role=sessions.role,
        account=settings.account,
        database=sessions.database,
        schema=sessions.schema_,
        warehouse=sessions.warehouse,
        idle_seconds=sessions.idle_seconds,
        maximum=sessions.maximum,
        pool_size=sessions.pool_size,
        pool_wait_seconds=sessions.pool_wait_seconds,
    )


def account_settings(settings: Settings) -> AccountSettings:
    """The core's settings of the account from the deployment's."""
    sessions, mode = settings.sessions, AuthMode(settings.auth.mode)
    return AccountSettings(user=sessions.user, warehouse=sessions.warehouse, mode=mode)


def validity(settings: Settings) -> Validity:
    """How long tokens are good for, by the deployment's settings."""
    return Validity(token=settings.auth.token_seconds, master_token=settings.auth.master_token_seconds)


def allows_reset(settings: Settings) -> bool:
    """Whether the account may be emptied while it is served."""
    return settings.admin.allow_reset or settings.data_dir is None


def maintenance_settings(settings: Settings) -> MaintenanceSettings:
    """The core's maintenance settings from the deployment's."""
    return MaintenanceSettings(history_days=settings.history.days, result_seconds=settings.results.keep_seconds)


def health_settings(settings: Settings) -> HealthSettings:
    """The core's settings of health checks from the deployment's."""
    health = settings.health
    return HealthSettings(
        check_seconds=health.check_seconds,
        min_free_disk_bytes=health.min_free_disk_bytes,
        max_memory_share=health.max_memory_share,
    )


def pipe_settings(settings: Settings) -> PipeSettings:
    """The core's settings of pipes from the deployment's."""
    return PipeSettings(poll_seconds=settings.pipes.poll_seconds, account=settings.account)


def file_limits(settings: Settings) -> FileLimits:
    """How much of a staged file is read, by the deployment's settings."""
    stages = settings.stages
    return FileLimits(read_bytes=stages.max_read_bytes, unpacked_bytes=stages.max_unpacked_bytes)


def _lives(background: Journal | Watchdog | Maintenance | RunPipes) -> Callable[[], bool]:
    return lambda: background.alive


class UseCaseContainer(containers.DeclarativeContainer):
    """Use cases, each made once. `adapters` is a deployment's container of driven adapters."""

    settings = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()

    locks = providers.Singleton(TableLocks)
    running = providers.Singleton(RunningStatements)
    account = providers.Singleton(
        AccountService,
        adapters.account,
        adapters.clock,
        settings=providers.Singleton(account_settings, settings),
        running=running,
    )
    policy = providers.Singleton(Policy, account.provided.role_graph)
    plans = providers.Singleton(PlanCache, _PLANS)
    reuse = providers.Singleton(ResultCache, adapters.results, locks, _REUSED)
    catalog = providers.Singleton(CatalogService, adapters.engine)
    versions = providers.Singleton(VersionClock, adapters.clock, adapters.engine.provided.last_version.call())
    watchdog = providers.Singleton(Watchdog)
    statement_figures = providers.Singleton(StatementFigures)
    slow_statements = providers.Singleton(SlowStatements, settings.provided.log.slow_statement_seconds)
    journal = providers.Singleton(
        Journal,
        adapters.history,
        observers=providers.List(statement_figures.provided.finished, slow_statements.provided.finished),
    )
    services = providers.Singleton(
        Services,
        catalog=catalog,
        account=account,
        locks=locks,
        versions=versions,
        plans=plans,
        reuse=reuse,
        policy=policy,
        stages=adapters.stages,
        external=adapters.stages,
        file_limits=providers.Singleton(file_limits, settings),
        compression=adapters.compression,
        columnar=adapters.columnar,
        results=adapters.results,
        clock=adapters.clock,
        identity=adapters.identity,
        tracer=adapters.tracer,
    )
    sessions = providers.Singleton(
        ManageSessions,
        engine=adapters.engine,
        store=adapters.sessions,
        contexts=providers.Singleton(SessionContexts, catalog, account),
        locks=locks,
        running=running,
        clock=adapters.clock,
        identity=adapters.identity,
        settings=providers.Singleton(session_settings, settings),
    )
    execute = providers.Singleton(
        ExecuteStatement, services=services, sessions=sessions, running=running, journal=journal, watchdog=watchdog
    )
    pipes = providers.Singleton(
        RunPipes, services=services, sessions=sessions, settings=providers.Singleton(pipe_settings, settings)
    )
    submissions = providers.Singleton(SubmitStatements, execute=execute, results=adapters.results)
    authenticator = providers.Singleton(AccountAuthenticator, account, adapters.clock)
    log_in = providers.Singleton(
        LogIn,
        sessions=sessions,
        authenticator=authenticator,
        clock=adapters.clock,
        identity=adapters.identity,
        validity=providers.Factory(validity, settings),
    )
    callers = providers.Singleton(
        IdentifyCallers, account=account, log_in=log_in, authenticator=authenticator, clock=adapters.clock
    )
    cancel = providers.Singleton(CancelStatement, running, submissions)
    history = providers.Singleton(ListHistory, adapters.history, journal, running)
    browse = providers.Singleton(BrowseCatalog, catalog, policy, account)
    stages = providers.Singleton(StageFiles, services=services, sessions=sessions)
    reset = providers.Singleton(
        ResetAccount,
        services=services,
        sessions=sessions,
        running=running,
        history=history,
        allowed=providers.Callable(allows_reset, settings),
    )
    sample_data = providers.Singleton(InstallSampleData, adapters.sample_data, execute, sessions, stages, adapters.host)
    maintenance = providers.Singleton(
        Maintenance,
        engine=adapters.engine,
        catalog=catalog,
        sessions=sessions,
        history=history,
        stages=adapters.stages,
        results=adapters.results,
        clock=adapters.clock,
        settings=providers.Singleton(maintenance_settings, settings),
    )
    health = providers.Singleton(
        CheckHealth,
        providers.Singleton(
            Dependencies,
            engine=adapters.engine,
            catalog=catalog,
            configuration=adapters.configuration,
            stages=adapters.stages,
            host=adapters.host,
        ),
        background=providers.Dict(
            journal=providers.Callable(_lives, journal),
            watchdog=providers.Callable(_lives, watchdog),
            maintenance=providers.Callable(_lives, maintenance),
            pipes=providers.Callable(_lives, pipes),
        ),
        clock=adapters.clock,
        settings=providers.Singleton(health_settings, settings),
    )
    figures = providers.Singleton(
        ReadFigures,
        statements=statement_figures,
        services=services,
        sessions=sessions,
        running=running,
        engine=adapters.engine,
        host=adapters.host,
        health=health,
    )
    use_cases = providers.Singleton(
        UseCases,
        execute=execute,
        submissions=submissions,
        objects=providers.Singleton(ManageObjects, execute),
        cancel=cancel,
        history=history,
        sessions=sessions,
        log_in=log_in,
        callers=callers,
        browse=browse,
        stages=stages,
        health=health,
        figures=figures,
        reset=reset,
        arrivals=providers.Singleton(Arrivals, adapters.tracer, adapters.clock),
        sample_data=sample_data,
        translate=providers.Singleton(TranslateStatement, execute),
        snowpipe=providers.Singleton(Snowpipe, services=services, sessions=sessions),
    )
