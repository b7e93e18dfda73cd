#!/usr/bin/env node
// Stand-in for Prisma's native `schema-engine` executable: the WASM build of the same engine
// (npm package @prisma/schema-engine-wasm) behind the same line-wise JSON-RPC on stdio.
// prisma.config.ts points PRISMA_SCHEMA_ENGINE_BINARY here, so no command of the CLI downloads anything.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaLibSql } from '@prisma/adapter-libsql';

const args = process.argv.slice(2);
if (args.includes('--version')) {
  console.log('schema-engine-wasm');
  process.exit(0);
}
const datamodels = [];
let datasource = {};
let cli = null;
for (let i = 0; i < args.length; i++) {
  if (args[i] === '--datamodels') datamodels.push(args[++i]);
  else if (args[i] === '--datasource') datasource = JSON.parse(args[++i]);
  else if (args[i] === 'cli') {
    cli = args[i + 1];
    break;
  } else if (args[i].startsWith('--') && args[i + 1] && !args[i + 1].startsWith('--')) i++;
}
const url = datasource.url ?? process.env.DATABASE_URL ?? 'file::memory:';
const file = url.replace(/^file:(\/\/)?/, '');
const emptyFile = () => {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  fs.closeSync(fs.openSync(file, 'a'));
};
const dropFile = () => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) fs.rmSync(file + suffix, { force: true });
};

if (cli) {
  if (cli === 'create-database') {
    emptyFile();
    process.exit(0);
  }
  if (cli === 'drop-database') {
    dropFile();
    process.exit(0);
  }
  if (cli === 'can-connect-to-database') {
    if (fs.existsSync(file)) process.exit(0);
    console.error('{}'); // the CLI skips the first line, which the native engine uses for a banner
    console.error(
      JSON.stringify({
        level: 'ERROR',
        target: 'schema_engine::logger',
        fields: { message: `Database \`${file}\` does not exist`, error_code: 'P1003' },
      }),
    );
  }
  process.exit(1);
}

const patch = (adapter) => {
  // No migrations table yet: the native engine takes the failing SELECT as "none applied", the WASM one
  // gives up with P1014. Answer with no rows; applyMigrations then creates the table itself
  // (and still refuses a database that has other tables, P3005).
  const query = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (q) => {
    try {
      return await query(q);
    } catch (e) {
      if (/no such table: (main\.)?_prisma_migrations/.test(`${e?.cause?.originalMessage ?? ''} ${e?.message ?? ''}`))
        return { columnNames: [], columnTypes: [], rows: [], lastInsertId: '0' };
      throw e;
    }
  };
  // Whole multi-statement migrations are sent to the shadow database through executeRaw.
  const execute = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (q) => {
    if (q.args?.length) return execute(q);
    await adapter.executeScript(q.sql);
    return 0;
  };
  return adapter;
};
// Of a fresh clone the folder is not there yet; the driver then fails, and this process with it, sometimes before it has answered.
fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
const libsql = new PrismaLibSql({ url, timeout: 5000 });
const factory = bindMigrationAwareSqlAdapterFactory({
  provider: libsql.provider,
  adapterName: libsql.adapterName,
  connect: async () => patch(await libsql.connect()),
  connectToShadowDb: async () => patch(await libsql.connectToShadowDb()),
});

globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  text: '',
  get() {
    return this.text;
  },
  set_message(m) {
    this.text = `RuntimeError: ${m}`;
  },
};
const dir = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
const glue = await import(path.join(dir, 'schema_engine_bg.js'));
const { instance } = await WebAssembly.instantiate(fs.readFileSync(path.join(dir, 'schema_engine_bg.wasm')), {
  './schema_engine_bg.js': glue,
});
glue.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();
const open = () =>
  glue.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels.map((f) => [f, fs.readFileSync(f, 'utf8')]) : undefined },
    () => {},
    factory,
  );
let engine = await open();

let printId = 1e6;
const send = (m) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...m })}\n`);
async function answer({ id, method, params }) {
  try {
    if (method === 'createDatabase') {
      emptyFile();
      return send({ id, result: { databaseName: file } });
    }
    if (method === 'reset') {
      engine.free();
      dropFile();
      engine = await open();
      return send({ id, result: {} });
    }
    const result = await engine[method === 'getDatabaseVersion' ? 'version' : method](params);
    if (method === 'diff' && result?.stdout != null) send({ id: printId++, method: 'print', params: { content: result.stdout } });
    send({ id, result: result ?? null });
  } catch (e) {
    const lost = /External error id#(\d+)/.exec(e.message ?? '');
    const cause = lost && factory.errorRegistry?.consumeError?.(Number(lost[1]));
    const message = cause ? e.message.replace(lost[0], String(cause.error?.message ?? cause)) : String(e.message ?? e);
    send({
      id,
      error: {
        code: 4466,
        message: 'An error happened. Check the data field for details.',
        data: { is_panic: false, message, meta: e.meta ?? null, error_code: e.code },
      },
    });
  }
}
let chain = Promise.resolve();
readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (!line.trim()) return;
    const m = JSON.parse(line);
    if (m.method) chain = chain.then(() => answer(m));
  })
  .on('close', () => chain.then(() => process.exit(0)));
