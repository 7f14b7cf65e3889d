'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const { after, before, test } = require('node:test');
const { connectToDatabase, close, run } = require('./support');

let connection;
let folder;

before(async () => {
  ({ connection } = await connectToDatabase('FILES'));
  await run(connection, 'CREATE STAGE GIVEN');
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'suite-'));
});
after(async () => {
  await close(connection);
  fs.rmSync(folder, { recursive: true });
});

function written(name, content) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
}

test('a file is put, packed, loaded and got', async () => {
  const file = written('numbers.csv', '1,one\n2,two\n');
  const [put] = await run(connection, `PUT file://${file} @GIVEN`);
  assert.deepEqual(
    { source: put.source, target: put.target, compression: put.targetCompression, status: put.status },
    { source: 'numbers.csv', target: 'numbers.csv.gz', compression: 'GZIP', status: 'UPLOADED' },
  );
  const [replaced] = await run(connection, `PUT file://${file} @GIVEN OVERWRITE = TRUE`);
  assert.equal(replaced.status, 'UPLOADED');
  await run(connection, 'CREATE TABLE LOADED (N INT, S VARCHAR)');
  const [loaded] = await run(connection, 'COPY INTO LOADED FROM @GIVEN/numbers.csv.gz');
  assert.equal(loaded.status, 'LOADED');
  assert.deepEqual(await run(connection, 'SELECT * FROM LOADED ORDER BY N'), [{ N: 1, S: 'one' }, { N: 2, S: 'two' }]);
  const [got] = await run(connection, `GET @GIVEN/numbers.csv.gz file://${folder}/`);
  assert.equal(got.status, 'DOWNLOADED');
  assert.equal(zlib.gunzipSync(fs.readFileSync(path.join(folder, 'numbers.csv.gz'))).toString(), '1,one\n2,two\n');
});

test('a file is put as it is, below a path', async () => {
  const file = written('plain.txt', 'as it is');
  await run(connection, `PUT file://${file} @GIVEN/below/here AUTO_COMPRESS = FALSE`);
  const files = await run(connection, 'LIST @GIVEN/below');
  assert.deepEqual(files.map((row) => [row.name, row.size]), [['given/below/here/plain.txt', 8]]);
});

test('the files of a pattern are put and got', async () => {
  written('part1.txt', 'a');
  written('part2.txt', 'b');
  const rows = await run(connection, `PUT file://${folder}/part*.txt @GIVEN/parts AUTO_COMPRESS = FALSE`);
  assert.deepEqual(rows.map((row) => row.status), ['UPLOADED', 'UPLOADED']);
  const target = path.join(folder, 'got');
  fs.mkdirSync(target);
  await run(connection, `GET @GIVEN/parts file://${target}/`);
  assert.deepEqual(fs.readdirSync(target).sort(), ['part1.txt', 'part2.txt']);
});

test('a file that is not there is an error', async () => {
  await assert.rejects(run(connection, `PUT file://${folder}/missing.csv @GIVEN`));
});

test('staged files are removed', async () => {
  const file = written('gone.txt', 'x');
  await run(connection, `PUT file://${file} @GIVEN/gone AUTO_COMPRESS = FALSE`);
  assert.deepEqual(await run(connection, 'REMOVE @GIVEN/gone'), [{ name: 'given/gone/gone.txt', result: 'removed' }]);
});
