"""SQL pairs: each kind of change and the engine statements that it becomes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mockhaus.domain import types
from mockhaus.domain.catalog.objects import Column, Identity, Persistence, Sequence, Table
from mockhaus.domain.statements import MergeAction
from mockhaus.translation import counters, versions
from mockhaus.translation.plan import PlannedStep
from mockhaus.translation.versions import Duplicates, MergeStep

A = Column(name="A", type=types.INTEGER.with_nullable(False), engine_name="A")
B = Column(name="b c", type=types.varchar(10), engine_name="^B ^C")
TABLE = Table(id=7, name="T", owner="R", created_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC), schema_id=1, columns=(A, B))
TEMPORARY = replace(TABLE, persistence=Persistence.TEMPORARY)
AGED = replace(TABLE, generations=2)
NEXT = """nextval('"db_1".main."rid"')"""
TEMPORARY_NEXT = """nextval('"temp".main."rid"')"""
DROP = 'DROP TABLE "temp".main."mh_rows"'
KEEP = (
    'INSERT INTO "db_1".main."h_7"(_deleted, _row_id, _created, "A", "^B ^C") '
    'SELECT $mh_version::BIGINT, _row_id, _created, "A", "^B ^C" FROM "db_1".main."t_7" '
    'WHERE _row_id IN (SELECT row_id FROM "temp".main."mh_rows")'
)


def texts(steps: tuple[PlannedStep, ...]) -> list[str]:
    return [step.sql for step in steps]


def counts(steps: tuple[PlannedStep, ...]) -> list[str | None]:
    return [step.count for step in steps]


def test_a_table_is_made_with_its_history_and_only_the_live_rows_refuse_null() -> None:
    assert texts(versions.create_table(TABLE, "db_1")) == [
        'CREATE TABLE "db_1".main."t_7"'
        '(_row_id BIGINT, _created BIGINT NOT NULL, "A" BIGINT NOT NULL, "^B ^C" VARCHAR)',
        'CREATE TABLE "db_1".main."h_7"'
        '(_deleted BIGINT NOT NULL, _row_id BIGINT, _created BIGINT, "A" BIGINT, "^B ^C" VARCHAR)',
    ]


def test_a_temporary_table_has_no_history() -> None:
    assert texts(versions.create_table(TEMPORARY, "temp")) == [
        'CREATE TEMP SEQUENCE IF NOT EXISTS "temp".main."rid"',
        'CREATE TEMP TABLE "temp".main."t_7"'
        '(_row_id BIGINT, _created BIGINT NOT NULL, "A" BIGINT NOT NULL, "^B ^C" VARCHAR)',
    ]


def test_integers_of_a_wide_table_have_128_bits() -> None:
    [live, history] = texts(versions.create_table(replace(TABLE, wide=True), "db_1"))
    assert '"A" DECIMAL(38,0) NOT NULL' in live
    assert '"A" DECIMAL(38,0),' in history


def test_insert_takes_the_outputs_by_place_and_numbers_the_rows() -> None:
    steps = versions.insert(TABLE, "db_1", (B, A), "SELECT 'x', 1")
    assert texts(steps) == [
        f'INSERT INTO "db_1".main."t_7"(_row_id, _created, "^B ^C", "A") '
        f"SELECT {NEXT}, $mh_version::BIGINT, v1, v2 FROM (SELECT 'x', 1) AS q(v1, v2)"
    ]
    assert counts(steps) == ["number of rows inserted"]


def test_update_evaluates_its_rows_once_keeps_the_old_ones_and_changes_them() -> None:
    steps = versions.update(TABLE, "db_1", (B,), "SELECT _row_id, 'n' FROM x", duplicates=Duplicates.NONE)
    assert texts(steps) == [
        'CREATE OR REPLACE TEMP TABLE "temp".main."mh_rows" AS '
        "SELECT * FROM (SELECT _row_id, 'n' FROM x) AS q(row_id, v1)",
        KEEP,
        'UPDATE "db_1".main."t_7" AS t SET _created = $mh_version::BIGINT, "^B ^C" = r.v1 '
        'FROM "temp".main."mh_rows" AS r WHERE t._row_id = r.row_id',
        DROP,
    ]
    assert counts(steps) == [None, None, "number of rows updated", None]


def test_the_first_of_several_new_values_wins_and_such_rows_are_counted() -> None:
    steps = versions.update(TABLE, "db_1", (B,), "SELECT 1", duplicates=Duplicates.FIRST)
    assert steps[1:3] == (
        PlannedStep(
            'SELECT count(*) FROM (SELECT row_id FROM "temp".main."mh_rows" GROUP BY row_id HAVING count(*) > 1)',
            "number of multi-joined rows updated",
        ),
        PlannedStep(
            'DELETE FROM "temp".main."mh_rows" WHERE rowid NOT IN '
            '(SELECT min(rowid) FROM "temp".main."mh_rows" GROUP BY row_id)'
        ),
    )


def test_several_new_values_are_refused_showing_the_row() -> None:
    steps = versions.update(TABLE, "db_1", (B,), "SELECT 1", duplicates=Duplicates.REFUSE)
    assert [step.refuse for step in steps] == [False, True, False, False, False]
    assert steps[1].sql == (
        'SELECT "A", "^B ^C" FROM "db_1".main."t_7" WHERE _row_id = '
        '(SELECT row_id FROM "temp".main."mh_rows" WHERE row_id IS NOT NULL '
        "GROUP BY row_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1)"
    )


def test_update_of_a_temporary_table_keeps_nothing() -> None:
    steps = versions.update(TEMPORARY, "temp", (B,), "SELECT 1", duplicates=Duplicates.NONE)
    assert counts(steps) == [None, "number of rows updated", None]


def test_delete_moves_rows_into_the_history() -> None:
    steps = versions.delete(TABLE, "db_1", "SELECT 5")
    assert texts(steps) == [
        'WITH d AS (DELETE FROM "db_1".main."t_7" AS t WHERE t._row_id IN (SELECT 5) '
        'RETURNING _row_id, _created, "A", "^B ^C") '
        'INSERT INTO "db_1".main."h_7"(_deleted, _row_id, _created, "A", "^B ^C") '
        'SELECT $mh_version::BIGINT, _row_id, _created, "A", "^B ^C" FROM d'
    ]
    assert counts(steps) == ["number of rows deleted"]


def test_delete_from_a_temporary_table_is_plain() -> None:
    assert texts(versions.delete(TEMPORARY, "temp", "SELECT 5")) == [
        'DELETE FROM "temp".main."t_7" AS t WHERE t._row_id IN (SELECT 5)'
    ]


def test_truncate_seals_a_generation() -> None:
    assert texts(versions.truncate(AGED, "db_1")) == [
        'ALTER TABLE "db_1".main."t_7" RENAME TO "g_7_3"',
        'INSERT INTO "db_1".main."_gen"(table_id, n, deleted) VALUES (7, 3, $mh_version::BIGINT)',
        versions.create_table(TABLE, "db_1")[0].sql,
    ]


def test_truncate_can_count_what_it_ends() -> None:
    steps = versions.truncate(TABLE, "db_1", count="number of rows deleted")
    assert steps[0] == PlannedStep('SELECT count(*) FROM "db_1".main."t_7"', "number of rows deleted")


def test_truncate_empties_a_temporary_table() -> None:
    assert texts(versions.truncate(TEMPORARY, "temp")) == ['DELETE FROM "temp".main."t_7"']


def test_overwrite_reads_the_old_rows_before_they_are_sealed() -> None:
    assert texts(versions.overwrite(TABLE, "db_1", (A,), "SELECT 1"))[1:] == [
        'CREATE TABLE "db_1".main."n_7"'
        '(_row_id BIGINT, _created BIGINT NOT NULL, "A" BIGINT NOT NULL, "^B ^C" VARCHAR)',
        f'INSERT INTO "db_1".main."n_7"(_row_id, _created, "A") '
        f"SELECT {NEXT}, $mh_version::BIGINT, v1 FROM (SELECT 1) AS q(v1)",
        'ALTER TABLE "db_1".main."t_7" RENAME TO "g_7_1"',
        'INSERT INTO "db_1".main."_gen"(table_id, n, deleted) VALUES (7, 1, $mh_version::BIGINT)',
        'ALTER TABLE "db_1".main."n_7" RENAME TO "t_7"',
    ]


def test_overwrite_counts_the_old_rows_too() -> None:
    steps = versions.overwrite(TABLE, "db_1", (A,), "SELECT 1")
    assert steps[0] == PlannedStep('SELECT count(*) FROM "db_1".main."t_7"', "number of rows deleted")
    assert [step.count for step in steps[1:]] == [None, "number of rows inserted", None, None, None]


def test_overwrite_of_a_temporary_table_drops_the_old_rows() -> None:
    assert texts(versions.overwrite(TEMPORARY, "temp", (A,), "SELECT 1"))[3:] == [
        'DROP TABLE IF EXISTS "temp".main."t_7"',
        'ALTER TABLE "temp".main."n_7" RENAME TO "t_7"',
    ]


def test_merge_does_each_action_from_one_evaluation() -> None:
    steps = versions.merge(
        TABLE,
        "db_1",
        "SELECT 1",
        2,
        (
            MergeStep(1, MergeAction.UPDATE, (B,), (2,)),
            MergeStep(2, MergeAction.DELETE),
            MergeStep(3, MergeAction.INSERT, (A, B), (1, 2)),
        ),
    )
    assert texts(steps) == [
        'CREATE OR REPLACE TEMP TABLE "temp".main."mh_rows" AS SELECT * FROM (SELECT 1) AS q(row_id, action, v1, v2)',
        'SELECT "A", "^B ^C" FROM "db_1".main."t_7" WHERE _row_id = '
        '(SELECT row_id FROM "temp".main."mh_rows" WHERE row_id IS NOT NULL GROUP BY row_id '
        "HAVING count(*) > 1 AND count(*) FILTER (action NOT IN (2)) > 0 ORDER BY 1 LIMIT 1)",
        KEEP,
        'UPDATE "db_1".main."t_7" AS t SET _created = $mh_version::BIGINT, "^B ^C" = r.v2 '
        'FROM "temp".main."mh_rows" AS r WHERE t._row_id = r.row_id AND r.action = 1',
        'DELETE FROM "db_1".main."t_7" WHERE _row_id IN (SELECT row_id FROM "temp".main."mh_rows" WHERE action = 2)',
        f'INSERT INTO "db_1".main."t_7"(_row_id, _created, "A", "^B ^C") '
        f"SELECT {NEXT}, $mh_version::BIGINT, v1, v2 "
        'FROM (SELECT v1, v2 FROM "temp".main."mh_rows" WHERE action = 3) AS q(v1, v2)',
        DROP,
    ]
    assert [step.refuse for step in steps].index(True) == 1
    assert counts(steps)[3:6] == ["number of rows updated", "number of rows deleted", "number of rows inserted"]


def test_merge_that_only_inserts_checks_and_keeps_nothing() -> None:
    steps = versions.merge(TEMPORARY, "temp", "SELECT 1", 1, (MergeStep(1, MergeAction.INSERT, (A,), (1,)),))
    assert texts(steps)[1:] == [
        f'INSERT INTO "temp".main."t_7"(_row_id, _created, "A") SELECT {TEMPORARY_NEXT}, $mh_version::BIGINT, v1 '
        'FROM (SELECT v1 FROM "temp".main."mh_rows" WHERE action = 1) AS q(v1)',
        DROP,
    ]


def test_a_clone_is_a_new_table_with_the_rows_of_now() -> None:
    steps = versions.copy_table(replace(TABLE, id=8), "db_2", versions.present_rows(TABLE, "db_1"))
    assert texts(steps)[2:] == [
        'INSERT INTO "db_2".main."t_8"(_row_id, _created, "A", "^B ^C") '
        """SELECT nextval('"db_2".main."rid"'), $mh_version::BIGINT, v1, v2 """
        'FROM (SELECT "A", "^B ^C" FROM "db_1".main."t_7") AS q(v1, v2)'
    ]
    assert counts(steps) == [None, None, None]


def test_a_table_that_is_restored_has_the_rows_of_a_query_and_no_past() -> None:
    steps = versions.restore_table(replace(TABLE, generations=1), "db_1", "SELECT 1, 2")
    assert texts(steps) == [
        'CREATE TABLE "db_1".main."n_7"(_row_id BIGINT, _created BIGINT NOT NULL, '
        '"A" BIGINT NOT NULL, "^B ^C" VARCHAR)',
        'INSERT INTO "db_1".main."n_7"(_row_id, _created, "A", "^B ^C") '
        f"SELECT {NEXT}, $mh_version::BIGINT, v1, v2 FROM (SELECT 1, 2) AS q(v1, v2)",
        'DROP TABLE IF EXISTS "db_1".main."t_7"',
        'DROP TABLE IF EXISTS "db_1".main."g_7_1"',
        'DELETE FROM "db_1".main."h_7"',
        'DELETE FROM "db_1".main."_gen" WHERE table_id = 7',
        'ALTER TABLE "db_1".main."n_7" RENAME TO "t_7"',
    ]


def test_a_commit_notes_when_the_changes_became_visible() -> None:
    step = versions.note_commit("db_1", (5, 6))
    assert step.sql == (
        'INSERT INTO "db_1".main."_txn"(txn, commit_ts) VALUES (5, $mh_version::BIGINT), (6, $mh_version::BIGINT)'
    )


def test_purge_removes_the_past_and_the_identity_sequences() -> None:
    numbered = replace(A, identity=Identity(sequence="i_7_1", start=1, increment=1))
    assert texts(versions.purge_table(replace(AGED, columns=(numbered, B)), "db_1")) == [
        'DROP TABLE IF EXISTS "db_1".main."t_7"',
        'DROP TABLE IF EXISTS "db_1".main."h_7"',
        'DROP TABLE IF EXISTS "db_1".main."g_7_1"',
        'DROP TABLE IF EXISTS "db_1".main."g_7_2"',
        'DROP SEQUENCE IF EXISTS "db_1".main."i_7_1"',
        'DELETE FROM "db_1".main."_gen" WHERE table_id = 7',
    ]


def test_a_column_is_added_to_the_present_and_the_past() -> None:
    added = Column(name="C", type=types.number(10, 2, nullable=False), engine_name="C")
    assert texts(versions.add_columns(replace(TABLE, generations=1), "db_1", (added,), {"C": "1.5"})) == [
        'ALTER TABLE "db_1".main."t_7" ADD COLUMN "C" DECIMAL(10,2) DEFAULT 1.5',
        'ALTER TABLE "db_1".main."t_7" ALTER COLUMN "C" DROP DEFAULT',
        'ALTER TABLE "db_1".main."t_7" ALTER COLUMN "C" SET NOT NULL',
        'ALTER TABLE "db_1".main."h_7" ADD COLUMN "C" DECIMAL(10,2) DEFAULT 1.5',
        'ALTER TABLE "db_1".main."h_7" ALTER COLUMN "C" DROP DEFAULT',
        'ALTER TABLE "db_1".main."g_7_1" ADD COLUMN "C" DECIMAL(10,2) DEFAULT 1.5',
        'ALTER TABLE "db_1".main."g_7_1" ALTER COLUMN "C" DROP DEFAULT',
    ]


def test_a_longer_text_is_stored_as_before() -> None:
    assert versions.set_storage_type(TABLE, "db_1", replace(B, type=types.varchar(99))) == ()


def test_a_larger_decimal_changes_present_and_past() -> None:
    price = Column(name="P", type=types.number(10, 2), engine_name="P")
    table = replace(TABLE, columns=(A, price))
    assert texts(versions.set_storage_type(table, "db_1", replace(price, type=types.number(20, 2)))) == [
        'ALTER TABLE "db_1".main."t_7" ALTER COLUMN "P" SET DATA TYPE DECIMAL(20,2)',
        'ALTER TABLE "db_1".main."h_7" ALTER COLUMN "P" SET DATA TYPE DECIMAL(20,2)',
    ]


def test_widening_changes_the_integers_alone() -> None:
    assert texts(versions.widen(AGED, "db_1")) == [
        f'ALTER TABLE "db_1".main."{name}" ALTER COLUMN "A" SET DATA TYPE DECIMAL(38,0)'
        for name in ("t_7", "h_7", "g_7_1", "g_7_2")
    ]


@pytest.mark.parametrize(("nullable", "change"), [(True, "DROP NOT NULL"), (False, "SET NOT NULL")])
def test_nullability_concerns_the_live_rows(*, nullable: bool, change: str) -> None:
    assert texts(versions.set_nullability(TABLE, "db_1", A, nullable=nullable)) == [
        f'ALTER TABLE "db_1".main."t_7" ALTER COLUMN "A" {change}'
    ]


def test_a_sequence_may_count_down() -> None:
    sequence = Sequence(id=5, name="S", owner="R", created_at=TABLE.created_at, schema_id=1, start=-3, increment=-2)
    assert texts(counters.create_sequence(sequence, "db_1")) == [
        'CREATE SEQUENCE "db_1".main."s_5" INCREMENT BY -2 '
        "MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807 START WITH -3"
    ]
    assert texts(counters.drop_sequence(sequence, "db_1")) == ['DROP SEQUENCE IF EXISTS "db_1".main."s_5"']


def test_an_identity_column_has_a_sequence_of_its_own() -> None:
    identity = Identity(sequence="i_7_2", start=10, increment=5)
    assert texts(counters.create_identity(identity, "db_1")) == [
        'CREATE SEQUENCE "db_1".main."i_7_2" INCREMENT BY 5 '
        "MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807 START WITH 10"
    ]
