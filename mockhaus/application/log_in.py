"""Use case: clients log in and prove with tokens, from then on, that a session is theirs.

Follows what Snowflake's drivers expect: a session token for requests, a longer-lived master token that renews it.
Tokens live in memory, as the sessions do that they open, and only by their digests.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from typing import Protocol

from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.domain.account.tokens import TokenKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.clock import Clock
from mockhaus.ports.identity import IdentitySource

_CROWDED = 1_000
"""From so many tokens on, those of ended sessions are looked for."""
_GRACE_SECONDS = 60
"""How much longer a master token lasts that was used: two threads of a client may renew the same tokens at once."""


class Authenticator(Protocol):
    """Decides who somebody is."""

    def authenticate(self, login_name: str, password: str | None, address: str = "") -> str:
        """The stored name of the user; LOGIN_FAILED, without a reason, where there is none such.

        `address` is where they call from; LOGIN_LOCKED where too many passwords from there were wrong of late.
        """

    def authenticate_bearer(self, token: str, kind: TokenKind | None) -> str:
        """The stored name of the user whose a token is; an error of its kind where it is nobody's."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How many seconds tokens are good for: those of a session, and master tokens without a sign of life."""

    token: int = 3_600
    master_token: int = 4 * 3_600


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose a token is: the session, its user, and the client program that logged in."""

    session_id: str
    user: str
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A session with the tokens that open it."""

    session: SessionRecord
    token: str
    master_token: str
    validity: Validity


@dataclass(slots=True)
class _Holder:
    """The session of a pair of tokens, with the moments at which they end."""

    bearer: Bearer
    token: bytes
    master_token: bytes
    token_ends: float
    master_ends: float
    renewed: bool = False

    def give_up(self, now: float) -> None:
        """There are new ones: the token ends now, its master token soon."""
        self.token_ends, self.master_ends = now, min(self.master_ends, now + _GRACE_SECONDS)
        self.renewed = True


class LogIn:
    """The account's logins. Thread-safe."""

    def __init__(
        self,
        *,
        sessions: ManageSessions,
        authenticator: Authenticator,
        clock: Clock,
        identity: IdentitySource,
        validity: Validity | None = None,
    ) -> None:
        self._sessions = sessions
        self._authenticator = authenticator
        self._clock = clock
        self._identity = identity
        self._validity = validity or Validity()
        self._lock = threading.Lock()
        self._by_token: dict[bytes, _Holder] = {}
        self._by_master: dict[bytes, _Holder] = {}
        self._crowded = _CROWDED

    def __call__(self, login_name: str, password: str | None, request: SessionRequest) -> Login:
        """Open a session for a user who is who they say; LOGIN_FAILED or LOGIN_LOCKED otherwise."""
        return self._open(self._authenticator.authenticate(login_name, password, request.address or ""), request)

    def with_key_pair(self, token: str, request: SessionRequest) -> Login:
        """Open a session for the user whose a key-pair JWT is; JWT_INVALID or USER_DISABLED otherwise."""
        return self._open(self.caller(token, TokenKind.KEYPAIR_JWT), request)

    def _open(self, user: str, request: SessionRequest) -> Login:
        return self._issue(self._sessions.create(replace(request, user=always_quote(user))))

    def caller(self, token: str, kind: TokenKind | None = None) -> str:
        """The stored name of the user who calls without a session, by a bearer token of their own.

        JWT_INVALID, OAUTH_TOKEN_INVALID, ACCESS_TOKEN_INVALID or USER_DISABLED where they may not.
        """
        return self._authenticator.authenticate_bearer(token, kind)

    def _issue(self, record: SessionRecord) -> Login:
        token, master_token = self._identity.token(), self._identity.token()
        now = self._clock.elapsed()
        holder = _Holder(
            Bearer(record.session_id, record.user, record.client),
            _digest(token),
            _digest(master_token),
            now + self._validity.token,
            now + self._validity.master_token,
        )
        if len(self._by_token) >= self._crowded:
            self._forget_closed()
        with self._lock:
            self._by_token[holder.token] = holder
            self._by_master[holder.master_token] = holder
        return Login(session=record, token=token, master_token=master_token, validity=self._validity)

    def bearer(self, token: str) -> Bearer:
        """The session, its user and client that a token stands for.

        TOKEN_INVALID for no such token, TOKEN_EXPIRED after its time, SESSION_NOT_FOUND where its session ended.
        """
        with self._lock:
            holder = self._by_token.get(_digest(token))
        if holder is None:
            raise SnowflakeError(ErrorCode.TOKEN_INVALID)
        if not self._sessions.is_open(holder.bearer.session_id):
            self._forget(holder)
            raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=holder.bearer.session_id)
        if self._clock.elapsed() >= holder.token_ends:
            raise SnowflakeError(ErrorCode.TOKEN_EXPIRED)
        return holder.bearer

    def renew(self, master_token: str) -> Login:
        """New tokens in place of a pair; the old token is void, the old master token soon.

        MASTER_TOKEN_INVALID or MASTER_TOKEN_EXPIRED where the user must log in again.
        """
        with self._lock:
            holder = self._by_master.get(_digest(master_token))
        if holder is None or not self._sessions.is_open(holder.bearer.session_id):
            raise SnowflakeError(ErrorCode.MASTER_TOKEN_INVALID)
        if self._clock.elapsed() >= holder.master_ends:
            raise SnowflakeError(ErrorCode.MASTER_TOKEN_EXPIRED)
        with self._lock:
            holder.give_up(self._clock.elapsed())
        return self._issue(self._sessions.get(holder.bearer.session_id))

    def keep_alive(self, token: str) -> None:
        """A sign of life: the session is not idle, and both tokens last anew. Errors as of `bearer`."""
        session_id = self.bearer(token).session_id
        self._sessions.touch(session_id)
        now = self._clock.elapsed()
        with self._lock:
            holder = self._by_token.get(_digest(token))
            if holder is not None and not holder.renewed:
                holder.token_ends = now + self._validity.token
                holder.master_ends = now + self._validity.master_token

    def log_out(self, token: str) -> None:
        """Close the session of a token, and void its tokens. Errors as of `bearer`."""
        session_id = self.bearer(token).session_id
        with self._lock:
            holder = self._by_token.get(_digest(token))
        if holder is not None:
            self._forget(holder)
        self._sessions.close(session_id)

    def _forget_closed(self) -> None:
        """Forget the tokens of sessions that ended without a log-out, and those whose time is over."""
        now = self._clock.elapsed()
        with self._lock:
            holders = list(self._by_token.values())
        for holder in holders:
            if now >= holder.master_ends or not self._sessions.is_open(holder.bearer.session_id):
                self._forget(holder)
        self._crowded = max(_CROWDED, 2 * len(self._by_token))

    def _forget(self, holder: _Holder) -> None:
        with self._lock:
            self._by_token.pop(holder.token, None)
            self._by_master.pop(holder.master_token, None)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
