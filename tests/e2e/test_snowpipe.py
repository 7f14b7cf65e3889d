"""The Snowpipe REST API: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis."""

from __future__ import annotations

import datetime as dt
import json
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mockhaus.application.execute_statement import StatementRequest
from tests.support.key_pairs import PUBLIC_KEY, jwt
from tests.support.server import Answer, Client, LocalServer, local_server

WAIT = 20
ANYBODY = "any"


class Pipes:
    """A client of the API."""

    def __init__(self, client: Client, pipe: str, token: str = ANYBODY) -> None:
        self._client = client
        self._path = f"/v1/data/pipes/{urllib.parse.quote(pipe)}"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def insert(self, *paths: str) -> Answer:
        """POST insertFiles of paths."""
        return self.post(json.dumps({"files": [{"path": path} for path in paths]}).encode())

    def post(self, body: bytes, media_type: str = "application/json", query: str = "") -> Answer:
        """POST insertFiles of any body."""
        path = f"{self._path}/insertFiles{query}"
        return self._client.call("POST", path, body, **self._headers, **{"Content-Type": media_type})

    def get(self, what: str, **parameters: str) -> Answer:
        """GET a report."""
        query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        return self._client.call("GET", f"{self._path}/{what}{query}", None, **self._headers)

    def loaded(self, files: int) -> dict[str, Any]:
        """The report once it tells of so many files."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            found = self.get("insertReport").document
            if len(found["files"]) >= files:
                return found
            time.sleep(0.02)
        raise AssertionError(found)


def refusal(answer: Answer) -> tuple[int, str]:
    assert answer.document["success"] is False
    return answer.status, answer.document["code"]


@pytest.fixture
def database(client: Client, request: pytest.FixtureRequest) -> str:
    """A database with the table T, the stage S and the pipe P over its folder IN."""
    name = f"PIPES_{abs(hash(request.node.name))}"
    client.run(
        f"""CREATE DATABASE {name}; CREATE TABLE {name}.PUBLIC.T (A INT, B VARCHAR); CREATE STAGE {name}.PUBLIC.S;
        CREATE PIPE {name}.PUBLIC.P AS COPY INTO {name}.PUBLIC.T FROM @{name}.PUBLIC.S/in/ PATTERN = '.*[.]csv'"""
    )
    return name


def stage(client: Client, database: str, path: str, rows: str) -> None:
    client.run(
        f"COPY INTO @{database}.PUBLIC.S/{path} FROM (SELECT * FROM VALUES {rows}) SINGLE = TRUE OVERWRITE = TRUE "
        "FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)"
    )


def test_files_that_are_named_are_loaded(client: Client, database: str) -> None:
    stage(client, database, "in/a.csv", "(1, 'x'), (2, 'y')")
    pipes = Pipes(client, f"{database}.PUBLIC.P")
    answer = pipes.post(b'{"files": [{"path": "a.csv", "size": 8}]}', query="?requestId=one")
    assert (answer.status, answer.document["requestId"], answer.document["status"]) == (200, "one", "success")
    assert answer.document["responseCode"] == "SUCCESS"  # what the SDK for Python tells its users to look at

    report = pipes.loaded(1)
    assert (report["pipe"], report["completeResult"]) == (f"{database}.PUBLIC.P", True)
    (file,) = report["files"]
    assert file["stageLocation"].endswith("/in/")
    assert {name: file[name] for name in file if name not in ("stageLocation", "timeReceived", "lastInsertTime")} == {
        "path": "a.csv",
        "fileSize": 8,
        "rowsInserted": 2,
        "rowsParsed": 2,
        "errorsSeen": 0,
        "errorLimit": 1,
        "complete": True,
        "status": "LOADED",
    }
    assert file["timeReceived"] <= file["lastInsertTime"]
    assert client.rows(f"SELECT * FROM {database}.PUBLIC.T ORDER BY 1") == [[1, "x"], [2, "y"]]


def test_lines_of_text_name_files_too(client: Client, database: str) -> None:
    stage(client, database, "in/a.csv", "(1, 'x')")
    stage(client, database, "in/b.csv", "(2, 'x')")
    pipes = Pipes(client, f"{database}.PUBLIC.P")
    assert pipes.post(b"a.csv\n\nin/b.csv\n", "text/plain").status == 200
    assert sorted(file["path"] for file in pipes.loaded(2)["files"]) == ["a.csv", "b.csv"]


def test_files_that_the_pattern_does_not_let_through_are_told(client: Client, database: str) -> None:
    answer = Pipes(client, f"{database}.PUBLIC.P").insert("a.txt", "b.csv")
    assert answer.document["unmatchedPatternFiles"] == ["a.txt"]


def test_errors_are_told_file_by_file(client: Client, database: str) -> None:
    stage(client, database, "in/a.csv", "('1', 'x'), ('bad', 'y')")
    pipes = Pipes(client, f"{database}.PUBLIC.P")
    pipes.insert("a.csv", "none.csv")
    bad, missing = sorted(pipes.loaded(2)["files"], key=lambda file: str(file["path"]))

    assert (bad["status"], bad["complete"], bad["errorsSeen"]) == ("LOAD_FAILED", False, 1)
    assert (bad["firstError"], bad["firstErrorLineNum"]) == ("Numeric value 'bad' is not recognized", 2)
    assert bad["firstErrorColumnName"] == '"T"["A":1]'
    assert (missing["status"], "was not found" in missing["systemError"]) == ("LOAD_FAILED", True)


def test_a_report_goes_on_where_another_ended(client: Client, database: str) -> None:
    pipes = Pipes(client, f"{database}.PUBLIC.P")
    for number in (1, 2):
        stage(client, database, f"in/{number}.csv", f"({number}, 'x')")
        pipes.insert(f"{number}.csv")
        pipes.loaded(number)
    first = pipes.get("insertReport").document
    assert first["nextBeginMark"] == "1_2"

    behind = pipes.get("insertReport", beginMark="1_1").document
    assert [file["path"] for file in behind["files"]] == ["2.csv"]
    nothing = pipes.get("insertReport", beginMark="1_2").document
    assert (nothing["files"], nothing["nextBeginMark"], nothing["completeResult"]) == ([], "1_2", True)
    assert pipes.get("insertReport", recentSeconds="0").document["files"] == []
    assert len(pipes.get("insertReport", recentSeconds="600").document["files"]) == 2
    for wrong in ({"beginMark": "x"}, {"recentSeconds": "-1"}):
        assert refusal(pipes.get("insertReport", **wrong)) == (400, "391900")


def test_a_range_of_time_is_told(client: Client, database: str) -> None:
    stage(client, database, "in/a.csv", "(1, 'x')")
    pipes = Pipes(client, f"{database}.PUBLIC.P")
    pipes.insert("a.csv")
    pipes.loaded(1)
    now = dt.datetime.now(dt.UTC)
    start = (now - dt.timedelta(hours=1)).isoformat()

    found = pipes.get("loadHistoryScan", startTimeInclusive=start).document
    assert [file["status"] for file in found["files"]] == ["LOADED"]
    assert found["completeResult"] is True
    assert found["rangeStartTime"] == found["rangeEndTime"] == found["files"][0]["lastInsertTime"]

    earlier = pipes.get("loadHistoryScan", startTimeInclusive=start, endTimeExclusive=start).document
    assert (earlier["files"], earlier["rangeStartTime"]) == ([], None)
    assert refusal(pipes.get("loadHistoryScan")) == (400, "391900")
    assert refusal(pipes.get("loadHistoryScan", startTimeInclusive="soon")) == (400, "391900")


def test_a_pipe_is_named_in_full_and_to_the_letter(client: Client, database: str) -> None:
    for name in (f"{database}.PUBLIC.NONE", f"{database}.PUBLIC.p", "P", "a..b", ""):
        answer = Pipes(client, name or "%20").insert("a.csv")
        assert refusal(answer) == (404, "390404")
    assert Pipes(client, f'{database}."PUBLIC"."P"').get("insertReport").status == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"files": 1}', b'{"files": [{"size": 1}]}', b'{"files": [{"path": "a", "size": -1}]}'],
)
def test_a_body_that_is_none_is_refused(client: Client, database: str, body: bytes) -> None:
    assert refusal(Pipes(client, f"{database}.PUBLIC.P").post(body))[0] == 400


def test_too_many_files_and_too_long_paths_are_refused(client: Client, database: str) -> None:
    pipes = Pipes(client, f"{database}.PUBLIC.P")
    assert refusal(pipes.insert(*(f"{number}.csv" for number in range(5_001)))) == (400, "391900")
    assert refusal(pipes.insert("é" * 513)) == (400, "391900")
    assert pipes.insert("é" * 512).status == 200


def test_a_stopped_pipe_takes_no_files(client: Client, database: str) -> None:
    client.run(f"DROP TABLE {database}.PUBLIC.T")
    assert refusal(Pipes(client, f"{database}.PUBLIC.P").insert("a.csv")) == (400, "391900")


def test_whoever_shows_no_token_is_refused(client: Client, database: str) -> None:
    """https://docs.snowflake.com/en/user-guide/data-load-snowpipe-ts: status 400."""
    assert refusal(Pipes(client, f"{database}.PUBLIC.P", token="").insert("a.csv")) == (400, "390146")


def test_files_that_many_name_at_once_are_loaded_once(server: LocalServer, client: Client, database: str) -> None:
    names = [f"{number}.csv" for number in range(20)]
    for number, name in enumerate(names):
        stage(client, database, f"in/{name}", f"({number}, 'x')")

    def insert(first: int) -> set[int]:
        with server.client() as own:
            pipes = Pipes(own, f"{database}.PUBLIC.P")
            return {pipes.insert(names[(first + step) % 20], names[step]).status for step in range(20)}

    with ThreadPoolExecutor(8) as threads:
        assert set().union(*threads.map(insert, range(8))) == {200}
    Pipes(client, f"{database}.PUBLIC.P").loaded(20)
    assert client.rows(f"SELECT A FROM {database}.PUBLIC.T ORDER BY 1") == [[number] for number in range(20)]


@pytest.fixture(scope="module")
def strict() -> Iterator[LocalServer]:
    """A server that asks who somebody is, with the users JOHN, who owns the pipe, and JANE, who may not see it."""
    with local_server({"auth": {"mode": "password"}}) as found:
        sql = f"""CREATE USER john PASSWORD = 'secret' RSA_PUBLIC_KEY = '{PUBLIC_KEY}' DEFAULT_ROLE = SYSADMIN;
            CREATE USER jane PASSWORD = 'secret' RSA_PUBLIC_KEY = '{PUBLIC_KEY}';
            GRANT ROLE SYSADMIN TO USER john; CREATE DATABASE d; CREATE TABLE d.public.t (a INT);
            CREATE STAGE d.public.s; CREATE PIPE d.public.p AS COPY INTO d.public.t FROM @d.public.s"""
        with found.use_cases.execute(StatementRequest(sql=sql)) as execution:
            for result in execution:
                result.fetch_all()
        yield found


def test_a_pipe_is_its_owner_s(strict: LocalServer) -> None:
    with strict.client() as client:
        assert refusal(Pipes(client, "D.PUBLIC.P", jwt("JANE")).insert("a.csv")) == (404, "390404")
        assert refusal(Pipes(client, "D.PUBLIC.P", "any").insert("a.csv"))[0] == 401
        expired = jwt("JOHN", issued=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        assert refusal(Pipes(client, "D.PUBLIC.P", expired).insert("a.csv")) == (401, "390144")
