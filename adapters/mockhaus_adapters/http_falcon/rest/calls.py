"""What a handler is given besides the parts of its request: what it works with, and who calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import falcon.asgi

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote, stored_name
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus_adapters.http_falcon.configuration import ReadConfiguration
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.options import Options
from mockhaus_adapters.http_falcon.request_counts import RequestCounts
from mockhaus_adapters.http_falcon.rest.operations import Operation
from mockhaus_adapters.http_falcon.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What the operations work with."""

    use_cases: UseCases
    workers: Workers
    limits: Limits
    options: Options
    requests: RequestCounts
    version: str
    configuration: ReadConfiguration
    operations: Sequence[Operation]
    """All that are served."""

    @property
    def tells_everybody(self) -> bool:
        """Whether whoever asks for health is told the names of databases."""
        return self.options.open_monitoring or not self.use_cases.callers.asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls: the stored name of the user; None where nobody was asked and nobody said.

    `proven` says that the user proved it: then only what is theirs is theirs to use. `session_id` is the session
    whose token the call brought.
    """

    user: str | None = None
    administrator: bool = True
    proven: bool = False
    session_id: str | None = None

    def owns(self, user: str) -> bool:
        """Whether what belongs to a user is the caller's own; everything is, where nobody has to prove anything."""
        return not self.proven or user == self.user

    def may_see(self, user: str) -> bool:
        """Whether the caller may see, and stop, what belongs to a user."""
        return self.administrator or self.owns(user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an operation."""

    rest: Rest
    request: falcon.asgi.Request
    response: falcon.asgi.Response
    caller: Caller

    def session_id(self, given: str | None) -> str | None:
        """The session to work in: the given one, else that of the call's token, else none.

        SESSION_NOT_FOUND where there is no such session of the caller's.
        """
        if given is None:
            return self.caller.session_id
        if self.caller.proven and not self.caller.owns(self.rest.use_cases.sessions.get(given).user):
            raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=given)
        return given

    def session(self, session_id: str) -> SessionRecord:
        """A session that the caller may see; SESSION_NOT_FOUND where there is none."""
        record = self.rest.use_cases.sessions.get(session_id)
        if not self.caller.may_see(record.user):
            raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=session_id)
        return record

    def in_their_name(self, request: SessionRequest) -> SessionRequest:
        """What is asked of a session, in the caller's name; NOT_AUTHORIZED where it is asked in another's."""
        caller = self.caller
        if caller.user is None:
            return request
        if request.user is None:
            return replace(request, user=always_quote(caller.user))
        if not caller.owns(stored_name(request.user)):
            raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="user", name=stored_name(request.user))
        return request
