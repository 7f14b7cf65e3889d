"""Files of stages, put, got, read and written by Snowpark."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from snowflake.snowpark import Session
from snowflake.snowpark import functions as F  # noqa: N812 - as its guide writes it
from snowflake.snowpark import types as T  # noqa: N812 - as its guide writes it


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.collect()]


@pytest.fixture(scope="module")
def stage(session: Session) -> str:
    session.sql("CREATE OR REPLACE STAGE files").collect()
    return "@files"


def test_a_file_is_put_and_got(session: Session, stage: str, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("words\n")
    (put,) = session.file.put(str(tmp_path / "plain.txt"), stage, auto_compress=False, overwrite=True)
    assert (put.source, put.target, put.status) == ("plain.txt", "plain.txt", "UPLOADED")
    (got,) = session.file.get(f"{stage}/plain.txt", str(tmp_path / "got"))
    assert got.status == "DOWNLOADED"
    assert (tmp_path / "got" / "plain.txt").read_text() == "words\n"


def test_a_stream_is_put_and_got(session: Session, stage: str) -> None:
    put = session.file.put_stream(io.BytesIO(b"streamed"), f"{stage}/stream.txt", auto_compress=False)
    assert put.status == "UPLOADED"
    with session.file.get_stream(f"{stage}/stream.txt") as found:
        assert found.read() == b"streamed"
    assert "files/stream.txt" in [row["name"] for row in session.sql(f"LIST {stage}").collect()]
    session.sql(f"REMOVE {stage}/stream.txt").collect()


def test_a_csv_is_read(session: Session, stage: str) -> None:
    content = b'id,name\n1,Ada\n2,"B, b"\n'
    session.file.put_stream(io.BytesIO(content), f"{stage}/people.csv", auto_compress=False, overwrite=True)
    schema = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("name", T.StringType())])
    reader = session.read.schema(schema).option("skip_header", 1).option("field_optionally_enclosed_by", '"')
    assert rows(reader.csv(f"{stage}/people.csv")) == [(1, "Ada"), (2, "B, b")]
    inferred = session.read.option("parse_header", True).option("infer_schema", True)
    assert inferred.option("field_optionally_enclosed_by", '"').csv(f"{stage}/people.csv").count() == 2


def test_json_is_read(session: Session, stage: str) -> None:
    content = "\n".join(json.dumps({"a": n, "b": [n]}) for n in range(3)).encode()
    session.file.put_stream(io.BytesIO(content), f"{stage}/rows.json", auto_compress=False, overwrite=True)
    frame = session.read.option("infer_schema", False).json(f"{stage}/rows.json")
    assert [json.loads(row[0])["a"] for row in frame.collect()] == [0, 1, 2]


def test_parquet_is_read(session: Session, stage: str) -> None:
    content = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", None]}), content)
    content.seek(0)
    session.file.put_stream(content, f"{stage}/rows.parquet", auto_compress=False, overwrite=True)
    frame = session.read.parquet(f"{stage}/rows.parquet")
    assert rows(frame.sort(frame.columns[0])) == [(1, "x"), (2, None)]


def test_a_stage_is_loaded_into_a_table(session: Session, stage: str) -> None:
    session.file.put_stream(io.BytesIO(b"1,a\n2,b\n"), f"{stage}/load.csv", auto_compress=False, overwrite=True)
    schema = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("v", T.StringType())])
    session.sql("CREATE OR REPLACE TABLE loaded (id INT, v VARCHAR)").collect()
    session.read.schema(schema).csv(f"{stage}/load.csv").copy_into_table("loaded")
    assert rows(session.table("loaded").sort("id")) == [(1, "a"), (2, "b")]


def test_staged_files_are_transformed_as_they_are_loaded(session: Session, stage: str) -> None:
    session.file.put_stream(io.BytesIO(b"1,a\n2,b\n"), f"{stage}/load.csv", auto_compress=False, overwrite=True)
    schema = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("v", T.StringType())])
    session.sql("CREATE OR REPLACE TABLE transformed (v VARCHAR, id INT)").collect()
    frame = session.read.schema(schema).csv(f"{stage}/load.csv")
    frame.copy_into_table("transformed", transformations=[F.upper("$2"), F.col("$1") + 1])
    assert rows(session.table("transformed").sort("id")) == [("A", 2), ("B", 3)]


def test_a_frame_is_unloaded(session: Session, stage: str) -> None:
    result = session.range(3).write.copy_into_location(f"{stage}/out/", file_format_type="csv", overwrite=True)
    assert result[0].rows_unloaded == 3
    assert [row["name"] for row in session.sql(f"LIST {stage}/out/").collect()] == ["files/out/data_0_0_0.csv.gz"]


def test_frames_are_written_as_files_and_read_again(session: Session, stage: str) -> None:
    frame = session.create_dataframe([(1, "a"), (2, "b")], schema=["id", "v"])
    frame.write.csv(f"{stage}/csv/", overwrite=True, header=True)
    frame.select(F.object_construct("*").alias("o")).write.json(f"{stage}/json/", overwrite=True)
    frame.write.parquet(f"{stage}/parquet/", overwrite=True, header=True)
    schema = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("v", T.StringType())])
    csv = session.read.schema(schema).option("skip_header", 1).csv(f"{stage}/csv/")
    assert rows(csv.sort("id")) == [(1, "a"), (2, "b")]
    documents = session.read.option("infer_schema", False).json(f"{stage}/json/")
    assert [json.loads(row[0]) for row in documents.collect()] == [{"ID": 1, "V": "a"}, {"ID": 2, "V": "b"}]
    assert rows(session.read.parquet(f"{stage}/parquet/").sort("ID")) == [(1, "a"), (2, "b")]


def test_a_frame_is_unloaded_by_partitions(session: Session, stage: str) -> None:
    frame = session.create_dataframe([(1, "a"), (2, "b")], schema=["id", "v"])
    frame.write.copy_into_location(
        f"{stage}/parts/", partition_by=F.concat(F.lit("v="), F.col("v")), file_format_type="parquet", header=True
    )
    names = [row["name"].split("/")[2] for row in session.sql(f"LIST {stage}/parts/").collect()]
    assert names == ["v=a", "v=b"]
