'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { connectToDatabase, connect, close, execute, run } = require('./support');

let connection;
let database;

before(async () => ({ connection, database } = await connectToDatabase('VALUES', { sessionParameters: { TIMEZONE: 'UTC' } })));
after(() => close(connection));

/** The one value of an expression. */
async function value(expression, binds, how) {
  return (await run(connection, `SELECT ${expression} AS V`, binds, how))[0].V;
}

test('numbers are numbers, exact ones as texts', async () => {
  assert.equal(await value('42'), 42);
  assert.equal(await value('-1.25'), -1.25);
  assert.equal(await value('1.5e300::FLOAT'), 1.5e300);
  const big = '12345678901234567890123456789012345678';
  assert.equal(await value(big, undefined, { fetchAsString: ['Number'] }), big);
});

test('integers are BigInt where the session says so', async () => {
  const other = await connect({ jsTreatIntegerAsBigInt: true });
  const [row] = await run(other, 'SELECT 9007199254740993 AS BIG, 1.5 AS FRACTION');
  assert.equal(row.BIG.toString(), '9007199254740993');
  assert.equal(row.FRACTION, 1.5);
  await close(other);
});

test('floats that are no numbers', async () => {
  assert.ok(Number.isNaN(await value("'NaN'::FLOAT")));
  assert.equal(await value("'inf'::FLOAT", undefined, { fetchAsString: ['Number'] }), 'inf');
});

test('texts keep every character', async () => {
  assert.equal(await value("'a\\nb''c \u{1F600} é'"), "a\nb'c \u{1F600} é");
  assert.equal(await value("''"), '');
});

test('truth values', async () => {
  assert.equal(await value('TRUE'), true);
  assert.equal(await value('FALSE'), false);
});

test('NULL of every type but TIME, of which the client makes a text, is null', async () => {
  const types = ['NUMBER', 'FLOAT', 'VARCHAR', 'BOOLEAN', 'DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ', 'BINARY', 'VARIANT', 'OBJECT', 'ARRAY'];
  const [row] = await run(connection, `SELECT ${types.map((type, place) => `NULL::${type} AS C${place}`).join(', ')}`);
  assert.deepEqual(Object.values(row), types.map(() => null));
  assert.equal(await value('NULL::TIME'), 'NULL');
});

test('dates', async () => {
  const date = await value("'2024-02-29'::DATE");
  assert.equal(date.getTime(), Date.UTC(2024, 1, 29));
  assert.equal(date.toJSON(), '2024-02-29');
  assert.equal((await value("'0001-01-01'::DATE")).toJSON(), '0001-01-01');
  assert.equal((await value("'9999-12-31'::DATE")).toJSON(), '9999-12-31');
});

test('times are texts in the format of the session', async () => {
  assert.equal(await value("'23:59:58.123456'::TIME"), '23:59:58');
  assert.equal(await value("'00:00:00'::TIME"), '00:00:00');
});

test('timestamps without a zone', async () => {
  const moment = await value("'2024-02-29 12:34:56.789123'::TIMESTAMP_NTZ");
  assert.equal(moment.getTime(), Date.UTC(2024, 1, 29, 12, 34, 56, 789));
  assert.equal(moment.toJSON(), '2024-02-29 12:34:56.789');
  assert.equal(moment.getNanoSeconds(), 789123000);
  assert.equal(moment.getScale(), 9);
});

test('timestamps in the zone of the session', async () => {
  await run(connection, "ALTER SESSION SET TIMEZONE = 'America/New_York'");
  const moment = await value("'2024-07-01 12:00:00 +0000'::TIMESTAMP_LTZ");
  assert.equal(moment.getTime(), Date.UTC(2024, 6, 1, 12));
  assert.equal(moment.getTimezone(), 'America/New_York');
  assert.equal(moment.toJSON(), '2024-07-01 08:00:00.000 -0400');
  await run(connection, "ALTER SESSION SET TIMEZONE = 'UTC'");
});

test('timestamps with their own offset', async () => {
  const moment = await value("'2024-07-01 12:00:00.5 +0530'::TIMESTAMP_TZ");
  assert.equal(moment.getTime(), Date.UTC(2024, 6, 1, 6, 30, 0, 500));
  assert.equal(moment.toJSON(), '2024-07-01 12:00:00.500 +0530');
});

test('the formats of the session are those of texts', async () => {
  await run(connection, "ALTER SESSION SET DATE_OUTPUT_FORMAT = 'DD/MM/YYYY', BINARY_OUTPUT_FORMAT = 'BASE64'");
  assert.equal((await value("'2024-02-29'::DATE")).toJSON(), '29/02/2024');
  assert.equal(await value("'2024-02-29'::DATE", undefined, { fetchAsString: ['Date'] }), '29/02/2024');
  assert.equal((await value("TO_BINARY('010203', 'HEX')")).toStringSf(), 'AQID');
  await run(connection, 'ALTER SESSION UNSET DATE_OUTPUT_FORMAT, BINARY_OUTPUT_FORMAT');
});

test('binary values are buffers', async () => {
  const bytes = await value("TO_BINARY('00FF10', 'HEX')");
  assert.ok(Buffer.isBuffer(bytes));
  assert.deepEqual([...bytes], [0, 255, 16]);
  assert.equal(bytes.toStringSf(), '00FF10');
});

test('semi-structured values are parsed', async () => {
  assert.deepEqual(await value(`PARSE_JSON('{"a": [1, null, "x", 1.5, true]}')`), { a: [1, null, 'x', 1.5, true] });
  assert.deepEqual(await value("OBJECT_CONSTRUCT('k', 1)"), { k: 1 });
  assert.deepEqual(await value('ARRAY_CONSTRUCT(1, NULL, 2)'), [1, undefined, 2]);
  assert.equal(await value("PARSE_JSON('\"text\"')"), 'text');
  assert.equal(await value("PARSE_JSON('5')", undefined, { fetchAsString: ['JSON'] }), '5');
});

test('values are bound by place and by number', async () => {
  assert.deepEqual(
    await run(connection, 'SELECT ? AS N, ? AS F, ? AS S, ? AS B, ? AS E', [1, 1.5, "it's", true, null]),
    [{ N: 1, F: 1.5, S: "it's", B: true, E: null }],
  );
  assert.deepEqual(await run(connection, 'SELECT :2 AS A, :1 AS B, :2 AS C', [1, 'x']), [{ A: 'x', B: 1, C: 'x' }]);
});

test('bound values become the types of columns', async () => {
  await run(connection, 'CREATE TEMPORARY TABLE TYPED (N NUMBER(20, 2), F FLOAT, S VARCHAR, B BOOLEAN, D DATE, T TIME, TS TIMESTAMP_NTZ, Z TIMESTAMP_TZ, X BINARY)');
  const given = ['12.34', 2.5, 'text', true, '2024-02-29', '12:34:56', new Date(Date.UTC(2024, 1, 29, 1, 2, 3)).toISOString(), '2024-02-29 01:02:03 +0200', '00FF'];
  await run(connection, 'INSERT INTO TYPED SELECT ?, ?, ?, ?, ?, ?, ?, ?, TO_BINARY(?)', given);
  const [row] = await run(connection, 'SELECT * FROM TYPED');
  assert.equal(row.N, 12.34);
  assert.equal(row.F, 2.5);
  assert.equal(row.D.toJSON(), '2024-02-29');
  assert.equal(row.T, '12:34:56');
  assert.equal(row.TS.getTime(), Date.UTC(2024, 1, 29, 1, 2, 3));
  assert.equal(row.Z.toJSON(), '2024-02-29 01:02:03.000 +0200');
  assert.deepEqual([...row.X], [0, 255]);
});

test('a JavaScript date and an object are bound', async () => {
  await run(connection, 'CREATE TEMPORARY TABLE BOUND (T TIMESTAMP_NTZ, V VARIANT)');
  await run(connection, 'INSERT INTO BOUND SELECT ?, PARSE_JSON(?)', [new Date(Date.UTC(2024, 1, 29, 1, 2, 3, 4)), JSON.stringify({ a: [1] })]);
  const [row] = await run(connection, 'SELECT * FROM BOUND');
  assert.equal(row.T.getTime(), Date.UTC(2024, 1, 29, 1, 2, 3, 4));
  assert.deepEqual(row.V, { a: [1] });
});

async function insertedInBulk(table, threshold, count, stages = 0) {
  const other = await connect({ database, schema: 'PUBLIC', arrayBindingThreshold: threshold });
  await run(other, `CREATE OR REPLACE TABLE ${table} (N INT, S VARCHAR, F FLOAT, B BOOLEAN, D DATE, T TIMESTAMP_NTZ)`);
  const rows = Array.from({ length: count }, (_, n) => [n, n % 3 ? `text "${n}", 'x'` : null, n / 4, n % 2 === 0, '2024-02-29', '2024-02-29 01:02:03.456']);
  const { statement } = await execute(other, `INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?)`, rows);
  assert.equal(statement.getNumUpdatedRows(), count);
  const [found] = await run(other, `SELECT COUNT(*) AS C, SUM(N) AS N, COUNT(S) AS S, SUM(F) AS F, COUNT_IF(B) AS B, MIN(D)::VARCHAR AS D, MAX(T)::VARCHAR AS T FROM ${table}`);
  const sum = (count * (count - 1)) / 2;
  assert.deepEqual(found, { C: count, N: sum, S: count - Math.ceil(count / 3), F: sum / 4, B: Math.ceil(count / 2), D: '2024-02-29', T: '2024-02-29 01:02:03.456' });
  const [one] = await run(other, `SELECT S FROM ${table} WHERE N = 4`);
  assert.equal(one.S, `text "4", 'x'`);
  assert.equal((await run(other, "SHOW STAGES LIKE 'SYSTEM$BIND'")).length, stages);
  await close(other);
}

test('many rows are inserted in one statement', () => insertedInBulk('BULK', 1_000_000, 500));

test('more rows than the threshold are inserted through a stage', () => insertedInBulk('STAGED', 1_000, 3_000, 1));
