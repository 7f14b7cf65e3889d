"""Use case: who calls, where each call says it itself: by a password, a key-pair JWT, or the token of a session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from mockhaus.application.account_service import AccountService
from mockhaus.application.log_in import Authenticator, LogIn
from mockhaus.application.plan_cache import BoundedCache
from mockhaus.domain.account.tokens import TokenKind, read_key_pair_token
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus.ports.clock import Clock

_REMEMBERED = 1_000
_REMEMBERED_SECONDS = 60
"""How long a password is not checked again: checking one costs tens of milliseconds, on purpose."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The stored name of the user who calls, and the session that the call's token belongs to, if one does."""

    user: str
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Verified:
    """A user whose password was right: the hash that it was compared with, and until when that is believed."""

    user: str
    password: str | None
    until: float


class IdentifyCallers:
    """Tells who calls. Thread-safe."""

    def __init__(self, *, account: AccountService, log_in: LogIn, authenticator: Authenticator, clock: Clock) -> None:
        self._account = account
        self._log_in = log_in
        self._authenticator = authenticator
        self._clock = clock
        self._secret = secrets.token_bytes()
        self._verified: BoundedCache[bytes, _Verified] = BoundedCache(_REMEMBERED)

    @property
    def asks(self) -> bool:
        """Whether a call must prove who calls; otherwise it may say so."""
        return not self._account.current.open

    def remembered(self, login_name: str, password: str) -> Identified | None:
        """The user whose password this was a moment ago; None where it has to be checked.

        Nobody is remembered who is disabled, or who has another password since.
        """
        found = self._verified.get(self._key(login_name, password))
        if found is None or self._clock.elapsed() >= found.until:
            return None
        user = self._account.current.user(found.user)
        if user is None:
            return Identified(found.user) if found.password is None and not self.asks else None
        return Identified(found.user) if user.password == found.password and not user.disabled else None

    def by_password(self, login_name: str, password: str, address: str = "") -> Identified:
        """The user of a name and password, who calls from an address. It may take tens of milliseconds.

        LOGIN_FAILED, LOGIN_LOCKED or USER_DISABLED.
        """
        found = self.remembered(login_name, password)
        if found is not None:
            return found
        name = self._authenticator.authenticate(login_name, password, address)
        user = self._account.current.user(name)
        kept = user.password if user is not None else None
        until = self._clock.elapsed() + _REMEMBERED_SECONDS
        self._verified.put(self._key(login_name, password), _Verified(name, kept, until))
        return Identified(name)

    def by_token(self, token: str, kind: TokenKind | None = None) -> Identified:
        """The user of a session's token, or of a key-pair JWT.

        TOKEN_INVALID, TOKEN_EXPIRED, JWT_INVALID, OAUTH_TOKEN_INVALID, ACCESS_TOKEN_INVALID or USER_DISABLED.
        """
        try:
            bearer = self._log_in.bearer(token)
        except SnowflakeError as error:
            return self._by_own_token(token, kind, error)
        self._check_let_in(bearer.user)
        return Identified(bearer.user, bearer.session_id)

    def _check_let_in(self, name: str) -> None:
        """Refuse a user who may not log in any more, or is gone, though a session of theirs is open."""
        user = self._account.current.user(name)
        if user is not None and user.disabled:
            raise SnowflakeError(ErrorCode.USER_DISABLED)
        if user is None and self.asks:
            raise SnowflakeError(ErrorCode.TOKEN_INVALID)

    def _by_own_token(self, token: str, kind: TokenKind | None, error: SnowflakeError) -> Identified:
        """The user of a token that is no open session's."""
        if error.error is ErrorCode.SESSION_NOT_FOUND:
            raise SnowflakeError(ErrorCode.TOKEN_EXPIRED) from error
        named = kind is not None or read_key_pair_token(token) is not None
        if error.error is not ErrorCode.TOKEN_INVALID or (self.asks and not named):
            raise error
        return Identified(self._log_in.caller(token, kind))

    def is_administrator(self, user: str) -> bool:
        """Whether a user was granted ACCOUNTADMIN."""
        return self._account.current.may_activate(user, ACCOUNTADMIN)

    def _key(self, login_name: str, password: str) -> bytes:
        text = f"{len(login_name)}:{login_name}{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, text, hashlib.sha256)
