'use strict';

const snowflake = require('snowflake-sdk');

snowflake.configure({ logLevel: 'OFF', additionalLogToConsole: false });

const DATABASE = 'SUITE_NODE';

/** The options of a connection, with more over the defaults. */
function options(more = {}) {
  return {
    account: 'mockhaus',
    username: 'tester',
    password: 'secret',
    host: process.env.MOCKHAUS_HOST,
    port: Number(process.env.MOCKHAUS_PORT),
    protocol: 'http',
    ...more,
  };
}

/** A connection that is open; `more` goes over the defaults. */
function connect(more = {}) {
  const connection = snowflake.createConnection(options(more));
  return new Promise((resolve, reject) => {
    connection.connect((error, found) => (error ? reject(error) : resolve(found)));
  });
}

/** A connection in a database of a file's own, made anew. */
async function connectToDatabase(suffix, more = {}) {
  const database = `${DATABASE}_${suffix}`;
  const connection = await connect(more);
  await run(connection, `CREATE OR REPLACE DATABASE ${database}`);
  return { connection, database };
}

function close(connection) {
  return new Promise((resolve, reject) => {
    connection.destroy((error) => (error ? reject(error) : resolve()));
  });
}

/** Run a statement: its rows and the statement. `how` are more options of `execute`. */
function execute(connection, sqlText, binds, how = {}) {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      binds,
      ...how,
      complete: (error, statement, rows) => (error ? reject(Object.assign(error, { statement })) : resolve({ statement, rows })),
    });
  });
}

/** The rows of a statement. */
async function run(connection, sqlText, binds, how) {
  return (await execute(connection, sqlText, binds, how)).rows;
}

/** The rows of a stream. */
function collected(stream) {
  return new Promise((resolve, reject) => {
    const rows = [];
    stream.on('data', (row) => rows.push(row));
    stream.on('error', reject);
    stream.on('end', () => resolve(rows));
  });
}

module.exports = { snowflake, options, connect, connectToDatabase, close, execute, run, collected };
