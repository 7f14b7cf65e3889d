"""Everything that a driving adapter may ask of the core, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from mockhaus.application.browse_catalog import BrowseCatalog
from mockhaus.application.cancel_statement import CancelStatement
from mockhaus.application.check_health import CheckHealth
from mockhaus.application.execute_statement import ExecuteStatement
from mockhaus.application.identify_callers import IdentifyCallers
from mockhaus.application.install_sample_data import InstallSampleData
from mockhaus.application.list_history import ListHistory
from mockhaus.application.log_in import LogIn
from mockhaus.application.manage_objects import ManageObjects
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.read_figures import ReadFigures
from mockhaus.application.reset_account import ResetAccount
from mockhaus.application.snowpipe import Snowpipe
from mockhaus.application.stage_files import StageFiles
from mockhaus.application.submissions import SubmitStatements
from mockhaus.application.tracing import Arrivals
from mockhaus.application.translate_statement import TranslateStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """The use cases of one account."""

    execute: ExecuteStatement
    submissions: SubmitStatements
    objects: ManageObjects
    cancel: CancelStatement
    history: ListHistory
    sessions: ManageSessions
    log_in: LogIn
    callers: IdentifyCallers
    browse: BrowseCatalog
    stages: StageFiles
    health: CheckHealth
    figures: ReadFigures
    reset: ResetAccount
    arrivals: Arrivals
    sample_data: InstallSampleData
    translate: TranslateStatement
    snowpipe: Snowpipe
