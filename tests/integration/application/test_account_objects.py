"""Warehouses, roles and users at work: what sessions and statements make of them, and what outlives the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

Rows = list[tuple[Any, ...]]


class Account:
    """The statements of one session after another."""

    def __init__(self, use_cases: UseCases) -> None:
        self.use_cases = use_cases
        self.session_id = use_cases.sessions.create(SessionRequest()).session_id

    def log_in(self, name: str, password: str | None = None, **context: Any) -> str:
        """The id of a new session, as drivers open it."""
        return self.use_cases.log_in(name, password, SessionRequest(lenient=True, **context)).session.session_id

    def run(self, *texts: str, session_id: str | None = None) -> Rows:
        """The rows of the last statement."""
        rows: Rows = []
        for text in texts:
            request = StatementRequest(sql=text, session_id=session_id or self.session_id)
            with self.use_cases.execute(request) as execution:
                rows = [tuple(row) for result in execution for row in result.fetch_all()]
        return rows

    def code(self, text: str, session_id: str | None = None) -> str:
        """The code of the error of a statement."""
        return code(lambda: self.run(text, session_id=session_id))


def code(work: Callable[[], object]) -> str:
    """The code of the error that something raises."""
    with pytest.raises(SnowflakeError) as caught:
        work()
    return caught.value.code


def deployment(folder: Path | str, **auth: str) -> Any:
    """The use cases of a deployment, as a context."""
    return embedded(load(flags={"data_dir": str(folder), "auth": auth}))


@pytest.fixture
def account() -> Iterator[Account]:
    with deployment(":memory:") as use_cases:
        yield Account(use_cases)


@pytest.fixture(scope="module")
def shared() -> Iterator[Account]:
    """An account for what leaves nothing behind."""
    with deployment(":memory:") as use_cases:
        yield Account(use_cases)


def test_what_the_account_has_outlives_the_process(tmp_path: Path) -> None:
    with deployment(tmp_path) as use_cases:
        Account(use_cases).run(
            "CREATE WAREHOUSE wh WAREHOUSE_SIZE = LARGE",
            "CREATE ROLE r",
            "CREATE USER anne PASSWORD = 'first one' EMAIL = 'a@example.com'",
            "GRANT ROLE r TO USER anne",
            "DROP WAREHOUSE compute_wh",
        )
    with deployment(tmp_path, mode="password") as use_cases:
        account = Account(use_cases)
        assert [row[0] for row in account.run("SHOW WAREHOUSES")] == ["WH"]
        assert account.run("SELECT CURRENT_WAREHOUSE()") == [(None,)]
        assert [row[3] for row in account.run("SHOW GRANTS TO USER anne")] == ["R"]
        account.log_in("anne", "first one")


def test_a_user_s_defaults_are_those_of_the_session(account: Account) -> None:
    account.run(
        "CREATE DATABASE d",
        'CREATE SCHEMA d."in"',
        "CREATE WAREHOUSE wh",
        "CREATE ROLE r",
        "CREATE USER anne DEFAULT_ROLE = r DEFAULT_WAREHOUSE = wh DEFAULT_NAMESPACE = d.\"in\" TIMEZONE = 'UTC'",
        "GRANT ROLE r TO USER anne",
    )
    context = account.use_cases.sessions.context(account.log_in("Anne"))
    place = (context.user, context.role, context.warehouse, context.database, context.schema)
    assert place == ("ANNE", "R", "WH", "D", "in")
    assert context.parameters.text("TIMEZONE") == "UTC"
    assert context.secondary_roles == ("ALL",)


def test_a_default_role_that_is_not_granted_keeps_the_user_out(account: Account) -> None:
    account.run("CREATE USER anne DEFAULT_ROLE = SYSADMIN")
    assert code(lambda: account.log_in("anne")) == "390186"
    account.log_in("anne", role="PUBLIC")


def test_a_role_of_the_connection_must_be_the_user_s(account: Account) -> None:
    account.run("CREATE USER anne")
    assert code(lambda: account.log_in("anne", role="SYSADMIN")) == "390186"
    assert code(lambda: account.log_in("nobody", role="NO_SUCH_ROLE")) == "390189"


def test_a_user_without_roles_begins_as_public(account: Account) -> None:
    account.run("CREATE USER anne")
    assert account.use_cases.sessions.context(account.log_in("anne")).role == "PUBLIC"


def test_in_open_mode_an_unknown_user_has_every_role(account: Account) -> None:
    account.run("CREATE ROLE r")
    session_id = account.log_in("whoever", "whatever")
    account.run("USE ROLE r", "USE ROLE ACCOUNTADMIN", session_id=session_id)


def test_a_warehouse_that_is_not_there_leaves_a_login_without_one(account: Account) -> None:
    context = account.use_cases.sessions.context(account.log_in("whoever", warehouse="nowhere"))
    assert context.warehouse is None


def test_a_call_cannot_name_a_warehouse_that_is_not_there(account: Account) -> None:
    request = StatementRequest(sql="SELECT 1", context=SessionRequest(warehouse="nowhere"))
    assert code(lambda: account.use_cases.execute(request).__enter__()) == "002043"


def test_in_password_mode_only_the_right_password_lets_in() -> None:
    with deployment(":memory:", mode="password") as use_cases:
        account = Account(use_cases)
        account.run("CREATE USER anne PASSWORD = 'right' LOGIN_NAME = 'Anne@Example.com'", "CREATE USER bob")
        account.log_in("anne@example.COM", "right")
        for name, password in (
            ("anne@example.com", "wrong"),
            ("anne@example.com", None),
            ("anne", "right"),
            ("bob", ""),
            ("nobody", "right"),
            ("MOCKHAUS", ""),
        ):
            assert code(partial(account.log_in, name, password)) == "390100"
        account.run("ALTER USER anne SET PASSWORD = 'new'")
        assert code(lambda: account.log_in("anne@example.com", "right")) == "390100"
        account.log_in("anne@example.com", "new")
        account.run("ALTER USER anne UNSET PASSWORD")
        assert code(lambda: account.log_in("anne@example.com", "new")) == "390100"


def test_a_disabled_user_is_told_so_only_with_the_right_password() -> None:
    with deployment(":memory:", mode="password") as use_cases:
        account = Account(use_cases)
        account.run("CREATE USER anne PASSWORD = 'right' DISABLED = TRUE")
        assert code(lambda: account.log_in("anne", "right")) == "390101"
        assert code(lambda: account.log_in("anne", "wrong")) == "390100"


def test_a_login_is_remembered(account: Account) -> None:
    account.run("CREATE USER anne")
    account.log_in("anne")
    ((shown,),) = (account.run("SHOW USERS LIKE 'anne'"),)
    assert shown[21] is not None


@pytest.mark.parametrize(
    "text",
    [
        "CREATE USER u PASSWORD = 'hunter-2'",
        "CREATE USER u PASSWORD='hunter-2' MUST_CHANGE_PASSWORD = TRUE",
        'CREATE USER u PASSWORD = "hunter-2"',
        "CREATE USER u PASSWORD = $$hunter-2$$",
        "ALTER USER mockhaus SET EMAIL = 'a@b.c', PASSWORD = 'hunter-2'",
        "ALTER USER mockhaus SET PASSWORD 'hunter-2'",
        "ALTER USER mockhaus SET PASSWORD = hunter-2",
        "CREATE USER u PASSWORD = 'hunter-2' COLOUR = 'red'",
        "CREATE USER u PASSWORD = 'hunter-2' PASSWORD 'hunter-2'",
    ],
)
def test_no_password_is_kept_in_the_history(account: Account, text: str) -> None:
    with suppress(SnowflakeError):
        account.run(text)
    records = account.use_cases.history(HistorySelection())
    assert records
    assert [record for record in records if "hunter" in f"{record.text} {record.error_message}"] == []


def test_no_password_is_shown(account: Account) -> None:
    account.run("CREATE USER anne PASSWORD = 'hunter-2'")
    properties = {row[0]: row[1] for row in account.run("DESCRIBE USER anne")}
    assert properties["PASSWORD"] == "********"
    stored = account.use_cases.execute.services.account.current.user("ANNE")
    assert stored is not None
    assert "hunter" not in str(stored.password)
    assert "scrypt" not in repr(stored)


def test_a_suspended_warehouse_resumes_for_a_query(account: Account) -> None:
    account.run("CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE")
    assert account.run("SHOW WAREHOUSES LIKE 'wh'")[0][1] == "SUSPENDED"
    account.run("SELECT 1")
    assert account.run("SHOW WAREHOUSES LIKE 'wh'")[0][1] == "STARTED"


def test_a_warehouse_that_does_not_resume_by_itself_stays_suspended(account: Account) -> None:
    account.run("CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE AUTO_RESUME = FALSE", "SELECT 1")
    assert account.run("SHOW WAREHOUSES LIKE 'wh'")[0][1] == "SUSPENDED"


def test_the_timeout_of_a_warehouse_ends_a_statement(account: Account) -> None:
    account.run("CREATE WAREHOUSE wh STATEMENT_TIMEOUT_IN_SECONDS = 1")
    endless = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
    assert account.code(endless) == "000630"


def test_dropping_a_role_gives_what_it_owned_to_the_role_that_drops(account: Account) -> None:
    account.run(
        "CREATE ROLE r",
        "GRANT ROLE r TO USER mockhaus",
        "GRANT ROLE SYSADMIN TO ROLE r",
        "USE ROLE r",
        "CREATE DATABASE d",
        "CREATE TABLE d.public.t (a INT)",
        "USE ROLE ACCOUNTADMIN",
        "DROP ROLE r",
    )
    assert account.run("SHOW GRANTS ON TABLE d.public.t")[0][5] == "ACCOUNTADMIN"


def test_a_renamed_role_owns_what_it_owned(account: Account) -> None:
    account.run(
        "CREATE ROLE r",
        "GRANT ROLE r TO USER mockhaus",
        "GRANT ROLE SYSADMIN TO ROLE r",
        "USE ROLE r",
        "CREATE DATABASE d",
        "USE ROLE ACCOUNTADMIN",
        "ALTER ROLE r RENAME TO s",
    )
    shown = [(row[1], row[2], row[3]) for row in account.run("SHOW GRANTS TO ROLE s")]
    assert shown == [
        ("OWNERSHIP", "DATABASE", "D"),
        ("OWNERSHIP", "SCHEMA", "D.PUBLIC"),
        ("USAGE", "ROLE", "SYSADMIN"),
    ]
    account.run("USE ROLE s", "CREATE TABLE d.public.t (a INT)")


def test_secondary_roles_may_read_what_their_owners_may(account: Account) -> None:
    account.run("CREATE DATABASE d", "CREATE TABLE d.public.t (a INT)", "USE ROLE PUBLIC")
    assert account.code("SELECT * FROM d.public.t") == "002003"
    account.run("USE SECONDARY ROLES ALL", "SELECT * FROM d.public.t")
    assert account.code("CREATE DATABASE e") == "003001"
    account.run("USE SECONDARY ROLES NONE")
    assert account.code("SELECT * FROM d.public.t") == "002003"


def test_a_user_changes_only_their_own_defaults_without_owning_themselves(account: Account) -> None:
    account.run("CREATE USER anne", "CREATE USER bob")
    session_id = account.log_in("anne")
    account.run("ALTER USER anne SET DEFAULT_WAREHOUSE = compute_wh", session_id=session_id)
    account.run("DESCRIBE USER anne", session_id=session_id)
    assert account.code("ALTER USER anne SET PASSWORD = 'x'", session_id) == "003001"
    assert account.code("ALTER USER bob SET DEFAULT_WAREHOUSE = compute_wh", session_id) == "003001"
    assert account.code("DESCRIBE USER bob", session_id) == "003001"
    assert [row[2] for row in account.run("SHOW USERS", session_id=session_id)] == [None, None, None]


def test_a_session_goes_along_with_a_renaming_of_its_own(account: Account) -> None:
    account.run("CREATE ROLE r", "GRANT ROLE r TO USER mockhaus", "GRANT ROLE SECURITYADMIN TO ROLE r", "USE ROLE r")
    account.run("USE SECONDARY ROLES ALL", "ALTER USER mockhaus RENAME TO somebody", "ALTER ROLE r RENAME TO s")
    account.run("ALTER WAREHOUSE compute_wh RENAME TO wh")
    assert account.run("SELECT CURRENT_USER(), CURRENT_ROLE(), CURRENT_WAREHOUSE()") == [("SOMEBODY", "S", "WH")]


def test_roles_cannot_hold_one_another(account: Account) -> None:
    account.run("CREATE ROLE a", "CREATE ROLE b", "GRANT ROLE a TO ROLE b")
    assert account.code("GRANT ROLE b TO ROLE a") == "003001"
    assert account.code("GRANT ROLE a TO ROLE a") == "003001"


def test_the_current_role_cannot_be_dropped(account: Account) -> None:
    account.run("CREATE ROLE r", "GRANT ROLE r TO USER mockhaus", "GRANT ROLE USERADMIN TO ROLE r")
    account.run("USE ROLE r", "CREATE ROLE s", "GRANT ROLE s TO USER mockhaus", "USE ROLE ACCOUNTADMIN")
    with pytest.raises(SnowflakeError, match="Cannot drop role R as it is the current primary role"):
        account.run("USE ROLE ACCOUNTADMIN", "USE SECONDARY ROLES ALL", "USE ROLE r", "DROP ROLE r")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE WAREHOUSE w WAREHOUSE_TYPE = 'SNOWPARK-OPTIMIZED'", ("MEDIUM", "MEMORY_16X", None)),
        ("CREATE WAREHOUSE w WAREHOUSE_SIZE = '2X-Large' GENERATION = '2'", ("XXLARGE", None, "2")),
        ("CREATE WAREHOUSE w RESOURCE_CONSTRAINT = STANDARD_GEN_2", ("XSMALL", None, "2")),
    ],
)
def test_a_warehouse_is_of_its_type(account: Account, text: str, expected: tuple[str | None, ...]) -> None:
    account.run(text)
    found = account.use_cases.execute.services.account.current.warehouse("W")
    assert found is not None
    assert (found.size, found.resource_constraint, found.generation) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE WAREHOUSE w MIN_CLUSTER_COUNT = 3 MAX_CLUSTER_COUNT = 2", "001008"),
        ("CREATE WAREHOUSE w AUTO_SUSPEND = soon", "001008"),
        ("CREATE WAREHOUSE w RESOURCE_CONSTRAINT = MEMORY_16X", "001008"),
        ("CREATE WAREHOUSE w WAREHOUSE_TYPE = ADAPTIVE", "000002"),
        ("CREATE WAREHOUSE w RESOURCE_MONITOR = m", "000002"),
        ("CREATE WAREHOUSE w WAIT_FOR_COMPLETION = TRUE", "001006"),
        ("ALTER WAREHOUSE compute_wh SET INITIALLY_SUSPENDED = TRUE", "001006"),
        ("ALTER WAREHOUSE compute_wh SET WAIT_FOR_COMPLETION = TRUE", "001006"),
        ("CREATE OR ALTER USER u", "000002"),
        ("CREATE USER u DAYS_TO_EXPIRY = 3", "000002"),
        ("CREATE USER u NETWORK_POLICY = p", "000002"),
        ("CREATE USER u TIMEZONE = 'Nowhere/Land'", "001008"),
        ("CREATE USER u RSA_PUBLIC_KEY = 'no key'", "001008"),
        ("CREATE USER u DEFAULT_SECONDARY_ROLES = ('ANALYST')", "001008"),
        ("CREATE ROLE r COLOUR = 'red'", "001006"),
        ("ALTER USER nobody SET COMMENT = 'x'", "002003"),
        ("ALTER WAREHOUSE compute_wh RENAME TO compute_wh", "002002"),
        ("DROP USER mockhaus", "003001"),
        ("ALTER ROLE SYSADMIN RENAME TO other", "003001"),
    ],
)
def test_what_cannot_be_is_refused(shared: Account, text: str, expected: str) -> None:
    assert shared.code(text) == expected


def test_a_public_key_is_shown_with_its_fingerprint(account: Account) -> None:
    account.run("CREATE USER anne RSA_PUBLIC_KEY = 'AAAA'")
    properties = {row[0]: row[1] for row in account.run("DESCRIBE USER anne")}
    assert properties["RSA_PUBLIC_KEY"] == "AAAA"
    assert properties["RSA_PUBLIC_KEY_FP"] == "SHA256:cJ6AyISHokEeHuTfufIqhhSS0gxHZRUMDHlKvXD4FHw="


def test_a_dropped_user_s_session_has_no_role_where_passwords_are_asked_for() -> None:
    with deployment(":memory:", mode="password") as use_cases:
        account = Account(use_cases)
        account.run("CREATE USER anne PASSWORD = 'right'", "GRANT ROLE SYSADMIN TO USER anne")
        session_id = account.log_in("anne", "right", role="SYSADMIN")
        account.run("DROP USER anne")
        assert account.code("USE ROLE ACCOUNTADMIN", session_id) == "003013"


def test_if_exists_and_if_not_exists_excuse(account: Account) -> None:
    account.run(
        "ALTER WAREHOUSE IF EXISTS nowhere SUSPEND",
        "ALTER USER IF EXISTS nobody SET COMMENT = 'x'",
        "COMMENT IF EXISTS ON ROLE nothing IS 'x'",
        "DROP ROLE IF EXISTS nothing",
        "CREATE USER IF NOT EXISTS mockhaus",
        "CREATE OR REPLACE WAREHOUSE compute_wh",
    )


def test_a_replaced_role_has_lost_its_grants(account: Account) -> None:
    account.run("CREATE ROLE r", "GRANT ROLE r TO USER mockhaus", "CREATE OR REPLACE ROLE r")
    assert account.code("USE ROLE r") == "003013"


def test_show_takes_patterns_and_limits(account: Account) -> None:
    names = [row[1] for row in account.run("SHOW ROLES LIKE '%admin' LIMIT 2 FROM 'B'")]
    assert names == ["ORGADMIN", "SECURITYADMIN"]
    assert [row[0] for row in account.run("SHOW USERS STARTS WITH 'MOCK'")] == ["MOCKHAUS"]
    assert len(account.run("SHOW GRANTS LIMIT 1")) == 1


@pytest.mark.parametrize("text", ["SHOW GRANTS", "DESCRIBE WAREHOUSE compute_wh", "SHOW USERS"])
def test_what_only_looks_is_described_with_its_columns(shared: Account, text: str) -> None:
    shown = StatementRequest(sql=text, session_id=shared.session_id)
    described = StatementRequest(sql=text, session_id=shared.session_id, describe_only=True)
    columns = []
    for request in (shown, described):
        with shared.use_cases.execute(request) as execution:
            columns.append(next(iter(execution)).columns)
    assert columns[0] == columns[1]


def test_describing_a_change_of_the_account_changes_nothing(shared: Account) -> None:
    request = StatementRequest(sql="DROP WAREHOUSE compute_wh", session_id=shared.session_id, describe_only=True)
    with shared.use_cases.execute(request) as execution:
        next(iter(execution))
    assert [row[0] for row in shared.run("SHOW WAREHOUSES")] == ["COMPUTE_WH"]


def test_create_or_alter_makes_a_warehouse_what_is_defined(account: Account) -> None:
    account.run("CREATE OR ALTER WAREHOUSE w WAREHOUSE_SIZE = LARGE COMMENT = 'one' STATEMENT_TIMEOUT_IN_SECONDS = 5")
    account.run("ALTER WAREHOUSE w SUSPEND", "CREATE OR ALTER WAREHOUSE w AUTO_SUSPEND = 60")
    found = account.use_cases.execute.services.account.current.warehouse("W")
    assert found is not None
    assert (found.size, found.comment, found.options) == ("XSMALL", "", ())
    assert (found.auto_suspend, found.suspended) == (60, True)


def test_create_or_alter_keeps_what_a_role_was_granted(account: Account) -> None:
    account.run("CREATE OR ALTER ROLE r COMMENT = 'one'", "GRANT ROLE sysadmin TO ROLE r", "CREATE OR ALTER ROLE r")
    found = account.use_cases.execute.services.account.current.role("R")
    assert found is not None
    assert (found.comment, [grant.role for grant in found.grants]) == ("", ["SYSADMIN"])


def test_create_or_alter_needs_the_owner(account: Account) -> None:
    account.run("CREATE WAREHOUSE w", "USE ROLE sysadmin")
    assert account.code("CREATE OR ALTER WAREHOUSE w COMMENT = 'x'") == "003001"
