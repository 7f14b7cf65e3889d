"""What `connector.py` runs in the connector's environment: host, port, rounds, numbers of rows; figures as JSON."""

import json
import sys
import time
from statistics import quantiles

import snowflake.connector

_SELECTED = "SELECT A, B, C, D, E FROM MANY LIMIT {rows}"
_TYPED = "SELECT 1::NUMBER(10,2) AS N, 'x' AS T, CURRENT_DATE AS D, TRUE AS B, NULL::TIMESTAMP_NTZ AS Z"


def timed(work, rounds):
    """Milliseconds at the median and the 95th percentile."""
    for _ in range(rounds // 10):
        work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1_000)
    cuts = quantiles(taken, n=20)
    return {"p50_ms": round(cuts[9], 3), "p95_ms": round(cuts[18], 3)}


def seconds(work):
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 3)


def main(host, port, rounds, sizes):
    """Measure, and print the figures."""
    connection = snowflake.connector.connect(
        account="mockhaus", user="bench", password="-", host=host, port=int(port), protocol="http"
    )
    cursor = connection.cursor()
    small = {
        "SELECT 1": timed(lambda: cursor.execute("SELECT 1").fetchall(), rounds),
        "small typed query": timed(lambda: cursor.execute(_TYPED).fetchall(), rounds),
    }
    cursor.execute("CREATE DATABASE BENCH")
    cursor.execute(
        "CREATE TABLE MANY AS SELECT SEQ8() AS A, SEQ8() * 1000 AS B, 'name' || SEQ8() AS C, "
        "(SEQ8() / 100)::NUMBER(18,2) AS D, SEQ8() * 1.5::FLOAT AS E "
        f"FROM TABLE(GENERATOR(ROWCOUNT => {max(sizes)}))"
    )
    fetch = {}
    for size in sizes:
        query = _SELECTED.format(rows=size)
        fetch[size] = {
            "arrow_s": seconds(lambda query=query: cursor.execute(query).fetch_arrow_all()),
            "pandas_s": seconds(lambda query=query: cursor.execute(query).fetch_pandas_all()),
        }
        if size <= 1_000_000:
            fetch[size]["rows_s"] = seconds(lambda query=query: cursor.execute(query).fetchall())
    version = snowflake.connector.__version__
    print(json.dumps({"connector": version, "small": small, "fetch": fetch}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), [int(size) for size in sys.argv[4:]])
