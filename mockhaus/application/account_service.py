"""The account's own objects: what the metadata store keeps, held in memory, changed and stored together.

Reading takes the current picture without a lock. A change is decided under `changing()`, stored, and only then becomes
the current picture.
"""

from __future__ import annotations

import datetime as dt
import enum
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from mockhaus.application.failed_logins import FailedLogins
from mockhaus.application.running import RunningStatements
from mockhaus.domain.account import beginning, passwords
from mockhaus.domain.account.account import Account
from mockhaus.domain.account.codec import decode, encode
from mockhaus.domain.account.objects import AccountObject, User, kind_of
from mockhaus.domain.account.tokens import KeyPairToken, TokenKind, read_key_pair_token
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import stored_name
from mockhaus.domain.policy.roles import RoleGraph
from mockhaus.ports.account import AccountRecord, AccountStore
from mockhaus.ports.clock import Clock

_SALT_BYTES = 16
_LOGIN_KEPT = dt.timedelta(minutes=1)
"""How often a user's last login is stored anew at most: a token comes with each request."""
_REFUSED_TOKENS = {
    TokenKind.KEYPAIR_JWT: ErrorCode.JWT_INVALID,
    TokenKind.OAUTH: ErrorCode.OAUTH_TOKEN_INVALID,
    TokenKind.PROGRAMMATIC_ACCESS_TOKEN: ErrorCode.ACCESS_TOKEN_INVALID,
}


class AuthMode(enum.Enum):
    """Who may log in: anybody under any name, or users who give their password."""

    OPEN = "open"
    PASSWORD = "password"  # noqa: S105 - the name of a mode


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """`user` and `warehouse` exist, besides COMPUTE_WH, from the first start; stored names."""

    user: str = "MOCKHAUS"
    warehouse: str | None = None
    mode: AuthMode = AuthMode.OPEN


class AccountService:
    """Finds and changes warehouses, roles and users, and lets users in. Thread-safe."""

    def __init__(
        self,
        store: AccountStore,
        clock: Clock,
        settings: AccountSettings | None = None,
        running: RunningStatements | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings or AccountSettings()
        self._running = running or RunningStatements()
        self._lock = threading.RLock()
        self._unknown = passwords.unmatchable(secrets.token_bytes(_SALT_BYTES))
        empty = Account(open=self._settings.mode is AuthMode.OPEN)
        self._account = empty.with_changes(decode(record.kind, record.body) for record in store.list())
        if not self._account.objects:
            self._begin()

    def _begin(self, remove: Iterable[AccountObject] = ()) -> None:
        warehouses = {beginning.WAREHOUSE, self._settings.warehouse or beginning.WAREHOUSE}
        self.apply(put=beginning.objects(self._clock.now(), self._settings.user, warehouses), remove=remove)

    def begin_again(self) -> None:
        """Let the account have what it had on its first start, and nothing else."""
        with self._lock:
            self._begin(remove=tuple(self._account.objects.values()))

    @property
    def current(self) -> Account:
        """The picture that holds now."""
        return self._account

    def role_graph(self) -> RoleGraph:
        """The roles that there are now, and which hold which."""
        return self._account.graph

    @contextmanager
    def changing(self) -> Iterator[Account]:
        """Keep other changes out: decide on the yielded picture, then `apply`."""
        with self._lock:
            yield self._account

    def next_id(self) -> int:
        """An id that no object of the account has."""
        with self._lock:
            return max((item.id for item in self._account.objects.values()), default=0) + 1

    def apply(self, *, put: Iterable[AccountObject] = (), remove: Iterable[AccountObject] = ()) -> None:
        """Remove objects, then add or replace others: stored all or nothing."""
        added, removed = tuple(put), tuple(remove)
        with self._lock:
            changed = self._account.with_changes(added, removed)
            keys = [(kind_of(item).value, item.name) for item in removed]
            self._store.change(_records(added), keys)
            self._account = changed

    def wake(self, warehouse: str | None) -> None:
        """A statement is about to run on a warehouse: one that is suspended starts, if it resumes by itself."""
        found = self._account.warehouse(warehouse) if warehouse is not None else None
        if found is None or not found.suspended or not found.auto_resume:
            return
        with self._lock:
            found = self._account.warehouse(found.name)
            if found is not None and found.suspended:
                now = self._clock.now()
                self.apply(put=[replace(found, suspended=False, resumed_at=now, updated_at=now)])

    def statement_seconds(self, warehouse: str | None) -> int:
        """How long a statement may run on a warehouse; 0 where the warehouse sets no limit."""
        found = self._account.warehouse(warehouse) if warehouse is not None else None
        return int(dict(found.options).get("STATEMENT_TIMEOUT_IN_SECONDS", 0)) if found is not None else 0

    def abort(self, *, but: str, user: str | None = None, warehouse: str | None = None) -> None:
        """Cancel what a user runs, or what runs on a warehouse, but for the statement with one query id."""
        for statement in self._running.list():
            record = statement.record
            wanted = record.user == user if user is not None else record.warehouse == warehouse
            if wanted and record.query_id != but:
                statement.cancel()

    def count_running(self, warehouse: str, *, but: str) -> int:
        """How many statements run on a warehouse now, but for the one with a query id."""
        records = (statement.record for statement in self._running.list())
        return sum(record.warehouse == warehouse and record.query_id != but for record in records)

    # -- logging in ------------------------------------------------------------------------------------------------

    @staticmethod
    def hashed(password: str) -> str:
        """What is kept of a password."""
        return passwords.hashed(password, secrets.token_bytes(_SALT_BYTES))

    def authenticate(self, name: str, password: str | None) -> User:
        """The user who logs in by a name, as it was given.

        LOGIN_FAILED where name and password do not belong together, without telling which is wrong; USER_DISABLED for
        one who may not log in. In open mode every name and password is right, and a user who is not kept has every
        role; such a one has id 0.
        """
        is_open = self._settings.mode is AuthMode.OPEN
        user = self._anybody(name) if is_open else self._with_password(name, password)
        if user.disabled:
            raise SnowflakeError(ErrorCode.USER_DISABLED)
        return self._logged_in(user)

    def authenticate_bearer(self, token: str, kind: TokenKind | None) -> User:
        """The user whose a bearer token is; `kind` is what its sender says that it is, if they do.

        In open mode every token is good: one that names a user, as a key-pair JWT does, is that user's, any other the
        account's first user's. Otherwise it must be a JWT that one of the user's RSA keys has signed: JWT_INVALID.
        Other kinds of token are not issued here: OAUTH_TOKEN_INVALID, ACCESS_TOKEN_INVALID. USER_DISABLED for a user
        who may not log in.
        """
        read = read_key_pair_token(token)
        if self._settings.mode is AuthMode.OPEN:
            user = self._anybody(read.login_name) if read else self.user_named(self._settings.user)
        else:
            user = self._with_key(read, kind or (TokenKind.KEYPAIR_JWT if read else TokenKind.OAUTH))
        if user.disabled:
            raise SnowflakeError(ErrorCode.USER_DISABLED)
        if user.last_login_at is not None and self._clock.now() - user.last_login_at < _LOGIN_KEPT:
            return user
        return self._logged_in(user)

    def _with_key(self, token: KeyPairToken | None, kind: TokenKind) -> User:
        user = self._account.user_of_login(token.login_name) if token else None
        if token is not None and user is not None and kind is TokenKind.KEYPAIR_JWT:
            public_keys = [key for key in (user.rsa_public_key, user.rsa_public_key_2) if key]
            if token.is_good_at(self._clock.now()) and token.is_signed_by(public_keys):
                return user
        raise SnowflakeError(_REFUSED_TOKENS[kind])

    def user_named(self, name: str) -> User:
        """The user of a stored name; one with id 0, who is not kept, where there is none."""
        return self._account.user(name) or User(
            id=0,
            name=name,
            owner="",
            created_at=self._clock.now(),
            login_name=name.upper(),
            display_name=name,
            default_secondary_roles=(),
        )

    def _anybody(self, name: str) -> User:
        if not name:
            raise SnowflakeError(ErrorCode.LOGIN_FAILED)
        return self._account.user_of_login(name) or self.user_named(stored_name(name))

    def _with_password(self, name: str, password: str | None) -> User:
        found = self._account.user_of_login(name)
        kept = found.password if found is not None else None
        right = passwords.matches(password or "", kept or self._unknown)
        if found is None or kept is None or not right:
            raise SnowflakeError(ErrorCode.LOGIN_FAILED)
        return found

    def _logged_in(self, user: User) -> User:
        with self._lock:
            found = self._account.user(user.name)
            if found is None or found.id != user.id:
                return user
            changed = replace(found, last_login_at=self._clock.now())
            self.apply(put=[changed])
            return changed


def _records(items: Sequence[AccountObject]) -> list[AccountRecord]:
    return [AccountRecord(kind_of(item).value, item.name, item.id, encode(item)) for item in items]


class AccountAuthenticator:
    """Lets in whom the account lets in."""

    def __init__(self, account: AccountService, clock: Clock) -> None:
        self._account = account
        self._failed = FailedLogins(clock)

    def authenticate(self, login_name: str, password: str | None, address: str = "") -> str:
        """The stored name of the user; errors as of `AccountService.authenticate`, and LOGIN_LOCKED.

        LOGIN_LOCKED is found without checking the password: it may be right, and is to be tried again later.
        """
        self._failed.check(login_name, address)
        try:
            name = self._account.authenticate(login_name, password).name
        except SnowflakeError as error:
            if error.error is ErrorCode.LOGIN_FAILED:
                self._failed.failed(login_name, address)
            raise
        self._failed.succeeded(login_name, address)
        return name

    def authenticate_bearer(self, token: str, kind: TokenKind | None) -> str:
        """The stored name of the user; errors as of `AccountService.authenticate_bearer`."""
        return self._account.authenticate_bearer(token, kind).name
