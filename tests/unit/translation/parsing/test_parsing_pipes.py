"""CREATE PIPE and ALTER PIPE as statements: https://docs.snowflake.com/en/sql-reference/sql/create-pipe."""

from __future__ import annotations

import pytest

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import (
    AlterObject,
    CreateMode,
    CreatePipe,
    Drop,
    RefreshPipe,
    SetProperties,
    UnsetProperties,
)
from mockhaus.translation.parsing import parse


def pipe(text: str) -> CreatePipe:
    found = parse(text)
    assert isinstance(found, CreatePipe)
    return found


def altered(text: str) -> AlterObject:
    found = parse(text)
    assert isinstance(found, AlterObject)
    assert found.kind is ObjectKind.PIPE
    return found


def refusal(text: str) -> tuple[str, str]:
    with pytest.raises(SnowflakeError) as caught:
        parse(text)
    return caught.value.code, caught.value.message


def test_a_pipe_has_its_copy_statement_as_it_was_written() -> None:
    found = pipe("CREATE PIPE d.s.p AS  copy into T from @st/in/ PATTERN = '.*[.]csv';")

    assert (found.name, found.mode) == (qualified("D", "S", "P"), CreateMode.PLAIN)
    assert found.definition == "copy into T from @st/in/ PATTERN = '.*[.]csv'"
    assert (found.copy.target, found.copy.pattern) == (qualified("T"), ".*[.]csv")
    assert (found.auto_ingest, found.paused, found.comment) == (False, None, None)


def test_parentheses_around_the_copy_statement_are_not_part_of_it() -> None:
    assert pipe("CREATE PIPE p AS (COPY INTO t FROM @st)").definition == "COPY INTO t FROM @st"


def test_properties_stand_before_the_copy_statement() -> None:
    found = pipe("CREATE OR REPLACE PIPE p AUTO_INGEST = TRUE COMMENT = 'c' AS COPY INTO t FROM @st")
    assert (found.mode, found.auto_ingest, found.comment) == (CreateMode.OR_REPLACE, True, "c")


def test_only_create_or_alter_pauses() -> None:
    assert pipe("CREATE OR ALTER PIPE p PIPE_EXECUTION_PAUSED = TRUE AS COPY INTO t FROM @st").paused is True
    assert refusal("CREATE PIPE p PIPE_EXECUTION_PAUSED = TRUE AS COPY INTO t FROM @st")[0] == "001006"


def test_a_query_gives_values_of_each_record_and_no_more() -> None:
    assert pipe("CREATE PIPE p AS COPY INTO t FROM (SELECT $1, UPPER($2) FROM @st)").copy.query is not None
    for more in ("WHERE $1 > 1", "ORDER BY 1", "LIMIT 3", "GROUP BY ALL", ", t"):
        code, message = refusal(f"CREATE PIPE p AS COPY INTO t FROM (SELECT $1 FROM @st {more})")
        assert (code, "simple SELECT" in message) == ("002079", True)


@pytest.mark.parametrize("name", ["ERROR_INTEGRATION", "AWS_SNS_TOPIC", "INTEGRATION"])
def test_queues_of_clouds_are_refused_by_name(name: str) -> None:
    assert refusal(f"CREATE PIPE p {name} = 'x' AS COPY INTO t FROM @st") == (
        "000002",
        f"Unsupported feature '{name} of pipes'.",
    )


def test_streaming_is_refused_by_name() -> None:
    text = "CREATE PIPE p AS COPY INTO t FROM (SELECT $1 FROM TABLE(DATA_SOURCE(TYPE => 'STREAMING')))"
    assert refusal(text)[1] == "Unsupported feature 'pipes of Snowpipe Streaming'."


def test_a_pipe_loads_a_table() -> None:
    assert refusal("CREATE PIPE p AS COPY INTO @st FROM t")[0] == "002079"
    assert refusal("CREATE PIPE p AS SELECT 1")[0] == "001003"
    assert refusal("CREATE PIPE p")[0] == "001003"


def test_properties_are_set_and_unset() -> None:
    found = altered("ALTER PIPE IF EXISTS p SET PIPE_EXECUTION_PAUSED = true, COMMENT = 'c'")
    assert found.if_exists
    assert found.actions == (SetProperties((("PIPE_EXECUTION_PAUSED", "TRUE"), ("COMMENT", "c"))),)
    assert altered("ALTER PIPE p UNSET COMMENT").actions == (UnsetProperties(("COMMENT",)),)
    assert refusal("ALTER PIPE p SET ERROR_INTEGRATION = x")[0] == "000002"
    assert refusal("ALTER PIPE p SET TAG a = 'b'")[0] == "000002"


def test_a_refresh_may_be_of_some_files() -> None:
    assert altered("ALTER PIPE p REFRESH").actions == (RefreshPipe(),)
    moment = "2018-07-30T13:56:46-07:00"
    found = altered(f"ALTER PIPE p REFRESH PREFIX = 'd1/' MODIFIED_AFTER = '{moment}'")
    assert found.actions == (RefreshPipe("d1/", moment),)


def test_a_pipe_is_dropped() -> None:
    assert parse("DROP PIPE IF EXISTS p") == Drop(ObjectKind.PIPE, qualified("P"), if_exists=True)
