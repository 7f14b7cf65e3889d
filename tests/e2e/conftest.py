"""Fixtures of the end-to-end tests: one server in memory for all of a module's tests, and connections to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.server import Client, LocalServer, local_server


@pytest.fixture(scope="package")
def server() -> Iterator[LocalServer]:
    """A server in memory."""
    with local_server() as found:
        yield found


@pytest.fixture
def client(server: LocalServer) -> Iterator[Client]:
    """A connection of one test."""
    with server.client() as found:
        yield found


@pytest.fixture(scope="package")
def shop(server: LocalServer) -> str:
    """The name of a database with a table ITEMS of three rows, for tests that only read it."""
    with server.client() as setup:
        setup.run(
            """CREATE DATABASE SHOP;
            CREATE TABLE SHOP.PUBLIC.ITEMS (ID NUMBER(10,0) NOT NULL, NAME VARCHAR(20), PRICE NUMBER(10,2));
            INSERT INTO SHOP.PUBLIC.ITEMS VALUES (1, 'pen', 1.50), (2, 'book', 12.00), (3, NULL, NULL);
            CREATE VIEW SHOP.PUBLIC.CHEAP AS SELECT ID, NAME FROM SHOP.PUBLIC.ITEMS WHERE PRICE < 10;
            CREATE SCHEMA SHOP.ARCHIVE; CREATE TABLE SHOP.ARCHIVE.OLD (A INT)"""
        )
    return "SHOP"
