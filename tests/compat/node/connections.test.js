'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { after, before, test } = require('node:test');
const { snowflake, options, connect, connectToDatabase, close, execute, run } = require('./support');

let connection;
let database;

before(async () => ({ connection, database } = await connectToDatabase('CONNECTIONS')));
after(() => close(connection));

test('a connection is opened by host, port and protocol, or by its URL', async () => {
  const accessUrl = `http://${process.env.MOCKHAUS_HOST}:${process.env.MOCKHAUS_PORT}`;
  const other = await connect({ host: undefined, port: undefined, protocol: undefined, accessUrl });
  assert.deepEqual(await run(other, 'SELECT CURRENT_USER() AS U'), [{ U: 'TESTER' }]);
  assert.equal(other.isUp(), true);
  await close(other);
  assert.equal(other.isUp(), false);
});

test('a connection is opened with promises', async () => {
  const other = snowflake.createConnection(options());
  await other.connectAsync();
  assert.equal(await other.isValidAsync(), true);
  await close(other);
  assert.equal(await other.isValidAsync(), false);
});

test('database, schema and session parameters are those of the options', async () => {
  await run(connection, `CREATE SCHEMA ${database}.OTHER`);
  const other = await connect({ database, schema: 'OTHER', queryTag: 'tagged', sessionParameters: { TIMEZONE: 'Asia/Tokyo' } });
  const rows = await run(other, 'SELECT CURRENT_DATABASE() AS D, CURRENT_SCHEMA() AS S');
  assert.deepEqual(rows, [{ D: database, S: 'OTHER' }]);
  const [tag] = await run(other, "SHOW PARAMETERS LIKE 'QUERY_TAG'");
  assert.equal(tag.value, 'tagged');
  await close(other);
});

test('a statement changes where the session is', async () => {
  const other = await connect();
  await run(other, `USE DATABASE ${database}`);
  const { statement } = await execute(other, 'USE SCHEMA OTHER');
  assert.equal(statement.getSessionState().getCurrentDatabase(), database);
  assert.equal(statement.getSessionState().getCurrentSchema(), 'OTHER');
  await close(other);
});

test('a connection is serialized and goes on elsewhere', async () => {
  const other = await connect({ database });
  await run(other, 'SET mark = 5');
  const restored = snowflake.deserializeConnection(options(), other.serialize());
  assert.deepEqual(await run(restored, 'SELECT $mark AS M'), [{ M: 5 }]);
  await close(other);
});

test('a heartbeat keeps a session alive', async () => {
  const other = await connect({ clientSessionKeepAlive: true, clientSessionKeepAliveHeartbeatFrequency: 900 });
  await other.heartbeatAsync();
  await close(other);
});

test('a user logs in by key pair', async () => {
  const { privateKey } = crypto.generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const keyed = await connect({ username: 'keyed', password: undefined, authenticator: 'SNOWFLAKE_JWT', privateKey });
  assert.deepEqual(await run(keyed, 'SELECT CURRENT_USER() AS U'), [{ U: 'KEYED' }]);
  await close(keyed);
});

test('an authenticator that is not served is refused by name', async () => {
  await assert.rejects(
    connect({ authenticator: 'OAUTH', token: 'x', password: undefined }),
    (error) => /OAUTH/i.test(error.message),
  );
});

test('a pool lends connections', async () => {
  const pool = snowflake.createPool(options({ database }), { max: 4, min: 0 });
  const numbers = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map((number) => pool.use(async (lent) => (await run(lent, 'SELECT ? AS N', [number]))[0].N)),
  );
  assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
  await pool.drain();
  await pool.clear();
});

test('twenty connections work at once', async () => {
  const numbers = await Promise.all(
    Array.from({ length: 20 }, async (_, number) => {
      const one = await connect({ database });
      await run(one, `SET n = ${number}`);
      const [{ N }] = await run(one, 'SELECT $n AS N');
      await close(one);
      return N;
    }),
  );
  assert.deepEqual(numbers, Array.from({ length: 20 }, (_, number) => number));
});
