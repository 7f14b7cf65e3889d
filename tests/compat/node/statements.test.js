'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { connectToDatabase, connect, close, execute, run, collected } = require('./support');

const LARGE = 300_000;
let connection;
let database;

before(async () => ({ connection, database } = await connectToDatabase('STATEMENTS')));
after(() => close(connection));

test('the columns of a result are described', async () => {
  const { statement } = await execute(
    connection,
    `SELECT 1::NUMBER(10, 2) AS N, 'x'::VARCHAR(7) AS S, TRUE AS B, 1.5::FLOAT AS F, CURRENT_DATE AS D,
     '2024-01-02 03:04:05'::TIMESTAMP_NTZ(3) AS T, PARSE_JSON('1') AS V, TO_BINARY('00', 'HEX') AS X`,
  );
  const columns = statement.getColumns();
  assert.deepEqual(columns.map((column) => column.getName()), ['N', 'S', 'B', 'F', 'D', 'T', 'V', 'X']);
  assert.deepEqual(
    columns.map((column) => column.getType()),
    ['fixed', 'text', 'boolean', 'real', 'date', 'timestamp_ntz', 'variant', 'binary'],
  );
  assert.equal(columns[0].getPrecision(), 10);
  assert.equal(columns[0].getScale(), 2);
  assert.equal(columns[5].getScale(), 3);
  assert.equal(columns[0].isNumber(), true);
  assert.equal(columns[1].isString(), true);
  assert.equal(columns[2].isBoolean(), true);
  assert.equal(columns[4].isDate(), true);
  assert.equal(columns[5].isTimestampNtz(), true);
  assert.equal(columns[6].isVariant(), true);
  assert.equal(columns[7].isBinary(), true);
  assert.equal(statement.getColumn('F').getIndex(), 3);
  assert.equal(columns[0].isNullable(), false);
  assert.equal(columns[3].getId(), 3);
});

test('a result is described without being run', async () => {
  const { statement, rows } = await execute(connection, 'SELECT 1 AS ONE, 2 AS TWO', undefined, { describeOnly: true });
  assert.deepEqual(statement.getColumns().map((column) => column.getName()), ['ONE', 'TWO']);
  assert.deepEqual(rows, []);
});

test('changed rows are counted', async () => {
  await run(connection, 'CREATE TEMPORARY TABLE CHANGED (N INT)');
  const inserted = await execute(connection, 'INSERT INTO CHANGED VALUES (1), (2), (3)');
  assert.equal(inserted.statement.getNumUpdatedRows(), 3);
  assert.deepEqual(inserted.rows, [{ 'number of rows inserted': 3 }]);
  const updated = await execute(connection, 'UPDATE CHANGED SET N = N + 1 WHERE N > 1');
  assert.equal(updated.statement.getNumUpdatedRows(), 2);
  const deleted = await execute(connection, 'DELETE FROM CHANGED');
  assert.equal(deleted.statement.getNumUpdatedRows(), 3);
  const read = await execute(connection, 'SELECT * FROM CHANGED');
  assert.equal(read.statement.getNumRows(), 0);
  assert.equal(read.statement.getNumUpdatedRows(), -1);
  assert.match(read.statement.getStatementId(), /^[0-9a-f-]{36}$/);
  assert.equal(read.statement.getSqlText(), 'SELECT * FROM CHANGED');
});

test('rows are objects, arrays, or objects with distinct names', async () => {
  const sql = 'SELECT 1 AS A, 2 AS A';
  assert.deepEqual(await run(connection, sql), [{ A: 2 }]);
  assert.deepEqual(await run(connection, sql, undefined, { rowMode: 'array' }), [[1, 2]]);
  assert.deepEqual(
    await run(connection, sql, undefined, { rowMode: 'object_with_renamed_duplicated_columns' }),
    [{ A: 1, A_2: 2 }],
  );
});

const numbered = (count) => `SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS N FROM TABLE(GENERATOR(ROWCOUNT => ${count})) ORDER BY N`;

test('a large result is handed over whole', async () => {
  const { statement, rows } = await execute(connection, numbered(50_000));
  assert.equal(statement.getNumRows(), 50_000);
  assert.deepEqual(rows.map((row) => row.N), Array.from({ length: 50_000 }, (_, n) => n + 1));
});

test('a larger result is streamed, whole and in part', async () => {
  const { statement } = await execute(connection, numbered(LARGE), undefined, { streamResult: true });
  let count = 0;
  for await (const row of statement.streamRows()) {
    count += 1;
    assert.equal(row.N, count);
  }
  assert.equal(count, LARGE);
  const part = await collected(statement.streamRows({ start: 200_000, end: 200_002 }));
  assert.deepEqual(part, [{ N: 200_001 }, { N: 200_002 }, { N: 200_003 }]);
});

test('several statements are sent at once and read one after another', async () => {
  const results = await new Promise((resolve, reject) => {
    const found = [];
    connection.execute({
      sqlText: "CREATE TEMPORARY TABLE SEVERAL (N INT); INSERT INTO SEVERAL VALUES (?), (?); SELECT * FROM SEVERAL ORDER BY N;",
      binds: [1, 2],
      parameters: { MULTI_STATEMENT_COUNT: 3 },
      complete: (error, statement, rows) => {
        if (error) {
          reject(error);
          return;
        }
        found.push(rows);
        if (statement.hasNext()) {
          statement.NextResult();
        } else {
          resolve(found);
        }
      },
    });
  });
  assert.deepEqual(results.slice(1), [[{ 'number of rows inserted': 2 }], [{ N: 1 }, { N: 2 }]]);
});

test('the number of statements must be right', async () => {
  await assert.rejects(run(connection, 'SELECT 1; SELECT 2'), { code: '000008', sqlState: '0A000' });
});

test('an asynchronous query is looked at and fetched later, by another connection too', async () => {
  const { statement } = await execute(connection, 'SELECT SYSTEM$WAIT(1) AS W', undefined, { asyncExec: true });
  const queryId = statement.getQueryId();
  assert.equal(connection.isStillRunning(await connection.getQueryStatus(queryId)), true);
  const found = await connection.getResultsFromQueryId({ queryId });
  assert.deepEqual(await collected(found.streamRows()), [{ W: 'waited 1 seconds' }]);
  assert.equal(await connection.getQueryStatusThrowIfError(queryId), 'SUCCESS');
  const other = await connect();
  const again = await other.getResultsFromQueryId({ queryId });
  assert.deepEqual(await collected(again.streamRows()), [{ W: 'waited 1 seconds' }]);
  await close(other);
});

test('the result of a query is fetched by its id', async () => {
  const { statement } = await execute(connection, 'SELECT 7 AS N');
  const rows = await new Promise((resolve, reject) => {
    connection.fetchResult({
      queryId: statement.getQueryId(),
      complete: (error, _, found) => (error ? reject(error) : resolve(found)),
    });
  });
  assert.deepEqual(rows, [{ N: 7 }]);
});

test('an asynchronous query that fails tells its error', async () => {
  const { statement } = await execute(connection, 'SELECT 1 / 0', undefined, { asyncExec: true });
  await assert.rejects(connection.getResultsFromQueryId({ queryId: statement.getQueryId() }));
  await assert.rejects(connection.getQueryStatusThrowIfError(statement.getQueryId()));
});

test('a running statement is cancelled', async () => {
  const failed = new Promise((resolve) => {
    const statement = connection.execute({ sqlText: 'CALL SYSTEM$WAIT(60)', complete: (error) => resolve(error) });
    setTimeout(() => statement.cancel(() => {}), 700);
  });
  const error = await failed;
  assert.equal(error.code, '000604');
  assert.equal(error.sqlState, '57014');
});

test('a statement ends when its time is over', async () => {
  await run(connection, 'ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1');
  await assert.rejects(run(connection, 'CALL SYSTEM$WAIT(30)'), { code: '000630', sqlState: '57014' });
  await run(connection, 'ALTER SESSION UNSET STATEMENT_TIMEOUT_IN_SECONDS');
});

test('transactions are rolled back and committed', async () => {
  await run(connection, 'CREATE TABLE KEPT (N INT)');
  await run(connection, 'BEGIN');
  await run(connection, 'INSERT INTO KEPT VALUES (1)');
  await run(connection, 'ROLLBACK');
  await run(connection, 'BEGIN');
  await run(connection, 'INSERT INTO KEPT VALUES (2)');
  const other = await connect({ database });
  assert.deepEqual(await run(other, 'SELECT * FROM KEPT'), []);
  await run(connection, 'COMMIT');
  assert.deepEqual(await run(other, 'SELECT * FROM KEPT'), [{ N: 2 }]);
  await close(other);
});

test('errors carry code, SQLSTATE, text and query id', async () => {
  await assert.rejects(run(connection, 'SELECT * FROM MISSING'), (error) => {
    assert.equal(error.code, '002003');
    assert.equal(error.sqlState, '42S02');
    assert.match(error.message, /Object 'MISSING' does not exist or not authorized/);
    assert.match(error.data.queryId, /^[0-9a-f-]{36}$/);
    return true;
  });
  await assert.rejects(run(connection, 'SELEC 1'), { code: '001003', sqlState: '42000' });
  await assert.rejects(run(connection, "SELECT 'x'::INT"), { code: '100038', sqlState: '22018' });
});

test('one connection runs statements beside each other', async () => {
  const numbers = await Promise.all([...Array(20).keys()].map(async (n) => (await run(connection, 'SELECT ? AS N', [n]))[0].N));
  assert.deepEqual(numbers, [...Array(20).keys()]);
});

test('a statement is known by the request id that the user gave', async () => {
  const requestId = 'f05a2f34-8a5b-4a1f-9d3a-1f0e8f0a7c11';
  const { statement } = await execute(connection, 'SELECT 3 AS N', undefined, { requestId });
  const again = await execute(connection, 'SELECT 3 AS N', undefined, { requestId });
  assert.equal(again.statement.getQueryId(), statement.getQueryId());
});
