"""What `mockhaus demo` loads and asks: two small files, and queries that only Snowflake's dialect can state."""

from __future__ import annotations

from dataclasses import dataclass

STAGE = ("DEMO", "PUBLIC", "LANDING")

PRODUCTS_CSV = """\
sku,name,price,discontinued
P-100,"Espresso machine",349.00,false
P-200,"Grinder, conical",129.50,false
P-300,"Milk pitcher",19.95,true
P-400,"Tamper",24.00,false
"""

ORDERS_JSON = """\
{"id": 1, "customer": {"name": "Ada", "city": "Lisbon"}, "placed": "2026-03-01T09:15:00", "lines": [{"sku": "P-100", "qty": 1}, {"sku": "P-400", "qty": 2}]}
{"id": 2, "customer": {"name": "Lin", "city": "Osaka"}, "placed": "2026-03-02T11:40:00", "lines": [{"sku": "P-200", "qty": 1}]}
{"id": 3, "customer": {"name": "Ada", "city": "Lisbon"}, "placed": "2026-04-11T17:05:00", "lines": [{"sku": "P-300", "qty": 3}, {"sku": "P-200", "qty": 1}]}
{"id": 4, "customer": {"name": "Noor", "city": "Lisbon"}, "placed": "2026-04-20T08:00:00", "lines": []}
"""  # noqa: E501 - one record a line

FILES = {"products.csv": PRODUCTS_CSV, "orders.json": ORDERS_JSON}

SETUP = """\
CREATE OR REPLACE DATABASE DEMO;
CREATE STAGE LANDING;
CREATE TABLE PRODUCTS (SKU VARCHAR(10) NOT NULL, NAME VARCHAR(100), PRICE NUMBER(10,2), DISCONTINUED BOOLEAN);
CREATE TABLE ORDERS (DOC VARIANT);
"""

LOADS = (
    "COPY INTO PRODUCTS FROM @LANDING/products.csv"
    " FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"')",
    "COPY INTO ORDERS FROM @LANDING/orders.json FILE_FORMAT = (TYPE = JSON)",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A query of the demo, with what it shows."""

    title: str
    sql: str


def steps(sample_schema: str) -> tuple[Step, ...]:
    """The demo's queries; `sample_schema` is the full name of a TPC-H schema."""
    return (
        Step(
            "QUALIFY: the largest order of each market segment",
            f"""\
SELECT c_mktsegment, c_name, o_orderkey, o_totalprice
FROM {sample_schema}.orders JOIN {sample_schema}.customer ON c_custkey = o_custkey
QUALIFY ROW_NUMBER() OVER (PARTITION BY c_mktsegment ORDER BY o_totalprice DESC) = 1
ORDER BY c_mktsegment""",
        ),
        Step(
            "FLATTEN over VARIANT paths: the lines inside JSON orders, joined to the CSV's products",
            """\
SELECT doc:id::INT AS order_id, doc:customer.name::STRING AS customer, line.index + 1 AS line,
       p.name AS product, line.value:qty::INT * p.price AS amount
FROM orders, LATERAL FLATTEN(INPUT => doc:lines, OUTER => TRUE) line
LEFT JOIN products p ON p.sku = line.value:sku::STRING
ORDER BY order_id, line""",
        ),
        Step(
            "PIVOT: revenue by city and month",
            """\
SELECT *
FROM (
  SELECT doc:customer.city::STRING AS city, MONTHNAME(doc:placed::TIMESTAMP_NTZ) AS month,
         line.value:qty::INT * p.price AS amount
  FROM orders, LATERAL FLATTEN(doc:lines) line JOIN products p ON p.sku = line.value:sku::STRING
)
PIVOT (SUM(amount) FOR month IN ('Mar', 'Apr')) AS revenue (city, march, april)
ORDER BY city""",
        ),
        Step(
            "MERGE: new prices in, what is discontinued out",
            """\
MERGE INTO products t
USING (SELECT column1 AS sku, column2 AS name, column3 AS price
       FROM VALUES ('P-100', 'Espresso machine', 329.00), ('P-500', 'Kettle', 59.90), ('P-300', NULL, NULL)) s
ON t.sku = s.sku
WHEN MATCHED AND t.discontinued THEN DELETE
WHEN MATCHED THEN UPDATE SET price = s.price
WHEN NOT MATCHED THEN INSERT (sku, name, price, discontinued) VALUES (s.sku, s.name, s.price, FALSE)""",
        ),
        Step("… and what is left", "SELECT * FROM products ORDER BY sku"),
    )
