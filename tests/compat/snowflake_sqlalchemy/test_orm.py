"""Mapped classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from snowflake.sqlalchemy import VARIANT
from sqlalchemy import Engine, ForeignKey, Sequence, String, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    """The classes of this module."""


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(Sequence("author_ids"), primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    born: Mapped[dt.date | None]
    books: Mapped[list[Book]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(Sequence("book_ids"), primary_key=True)
    title: Mapped[str]
    price: Mapped[float | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="books")


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    details: Mapped[Any] = mapped_column(VARIANT)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as found:
        yield found
    Base.metadata.drop_all(engine)


def test_objects_are_kept_with_what_they_own(session: Session) -> None:
    session.add(Author(name="Ada", born=dt.date(1815, 12, 10), books=[Book(title="Notes", price=1.5)]))
    session.commit()
    found = session.scalars(select(Author)).one()
    assert (found.id, found.name, found.born) == (1, "Ada", dt.date(1815, 12, 10))
    assert [(book.title, book.price) for book in found.books] == [("Notes", 1.5)]


def test_changes_are_written(session: Session) -> None:
    author = Author(name="Ada", books=[Book(title="One"), Book(title="Two")])
    session.add(author)
    session.commit()
    author.name = "Augusta"
    author.books.pop()
    session.commit()
    assert session.execute(select(Author.name, func.count(Book.id)).join(Book).group_by(Author.name)).all() == [
        ("Augusta", 1)
    ]
    session.delete(author)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Book)) == 0


def test_changes_may_be_taken_back(session: Session) -> None:
    session.add(Author(name="Ada"))
    session.flush()
    session.rollback()
    assert session.scalars(select(Author)).all() == []


@pytest.mark.parametrize("loading", [joinedload, selectinload])
def test_what_belongs_together_is_loaded_together(session: Session, loading: Any) -> None:
    session.add_all([Author(name=name, books=[Book(title=f"{name} {n}") for n in range(2)]) for name in "AB"])
    session.commit()
    session.expunge_all()
    found = session.scalars(select(Author).options(loading(Author.books)).order_by(Author.id)).unique().all()
    assert [(each.name, sorted(book.title for book in each.books)) for each in found] == [
        ("A", ["A 0", "A 1"]),
        ("B", ["B 0", "B 1"]),
    ]


def test_many_objects_are_written_at_once(session: Session) -> None:
    session.execute(Author.__table__.insert(), [{"id": n, "name": f"n{n}"} for n in range(50)])
    session.bulk_save_objects([Book(id=n, title=f"t{n}", author_id=n) for n in range(50)])
    session.commit()
    assert session.scalar(select(func.count()).select_from(Author).join(Book)) == 50


def test_rows_are_changed_without_objects(session: Session) -> None:
    session.add_all([Author(name="A"), Author(name="B")])
    session.commit()
    session.query(Author).filter(Author.name == "A").update({"name": "C"})
    session.query(Author).filter_by(name="B").delete()
    session.commit()
    assert session.scalars(select(Author.name)).all() == ["C"]


def test_a_variant_is_kept_by_a_select(session: Session) -> None:
    session.execute(text("INSERT INTO events SELECT 1, PARSE_JSON('{\"a\": 1}')"))
    found = session.get(Event, 1)
    assert found is not None
    assert "a" in found.details


def test_an_object_is_found_by_its_key(session: Session) -> None:
    session.add(Author(id=77, name="Ada"))
    session.commit()
    session.expunge_all()
    assert session.get(Author, 77).name == "Ada"
    assert session.get(Author, 78) is None
    assert session.query(Author).filter(Author.name.ilike("a%")).count() == 1
