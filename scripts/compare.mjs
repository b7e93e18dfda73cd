// `npm run compare -- [DATA FOLDER] [--hosts servera serverb …] [--database DATA]`: are the copies of the mirrored databases the same, node
// by node? Reads the files beside whatever runs. Copies that are behind get a while to follow: stop what writes first. Ends with 0 when all
// are equal, 1 when two differ, 2 when there is nothing to compare.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const SHOWN_CHARACTERS = 200;
const root = path.resolve(import.meta.dirname, '..');

async function load() {
  const outfile = path.join(root, 'dist/compare.mjs');
  await build({
    entryPoints: [path.join(root, 'lib/engine/database/compare-run.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** `--hosts servera serverb`: names up to the next option belong to it; the first word that belongs to none is the folder. */
function readOptions(args) {
  const { values, tokens, positionals } = parseArgs({
    args,
    allowPositionals: true,
    tokens: true,
    options: { hosts: { type: 'string' }, database: { type: 'string' } },
  });
  const named = tokens.find((token) => token.kind === 'option' && token.name === 'hosts');
  const hosts = named ? [values.hosts] : [];
  const folders = [];
  for (const token of tokens) {
    if (token.kind !== 'positional') continue;
    const isHost =
      named &&
      token.index > named.index &&
      !tokens.some((other) => other.kind === 'option' && other.index > named.index && other.index < token.index);
    (isHost ? hosts : folders).push(token.value);
  }
  if (folders.length > 1) throw new Error(`one data folder, not ${positionals.length}: ${folders.join(', ')}`);
  return { folder: folders[0] ?? process.env.MIRROR_PORTAL_DATA ?? 'data', hosts, database: values.database };
}

const shown = (value) =>
  value === undefined
    ? '(no such node)'
    : value.length > SHOWN_CHARACTERS
      ? `${JSON.stringify(value.slice(0, SHOWN_CHARACTERS))}… (${value.length} characters)`
      : JSON.stringify(value);
const placed = (position) => (position ? `journal file #${position.fileCount}, offset ${position.offset}` : 'nothing applied yet');

async function main() {
  const { folder, hosts, database } = readOptions(process.argv.slice(2));
  if (!fs.existsSync(path.join(folder, 'hosts'))) {
    console.error(`${path.resolve(folder)} is no data folder of a lab: run npm start first, or give the folder`);
    return 2;
  }
  const { compareDatabases, mirroredCopies, pairsOf } = await load();
  const copies = (await mirroredCopies(folder, (directory) => console.log(`${directory}: not a database of this instance`))).filter(
    ({ host, name }) => (hosts.length === 0 || hosts.includes(host)) && (database === undefined || name === database),
  );
  const pairs = pairsOf(copies);
  if (pairs.length === 0) {
    console.error(
      `${path.resolve(folder)} has no two copies of a mirrored database${database ? ` ${database}` : ''}${hosts.length > 0 ? ` on ${hosts.join(' and ')}` : ''}`,
    );
    return 2;
  }
  let code = 0;
  for (const { left, right } of pairs) {
    const { equal, leftCount, first, leftPosition, rightPosition } = await compareDatabases(left.directory, right.directory);
    const what = `${left.mirrorName}:${left.name}  ${left.host} and ${right.host}`;
    if (equal) {
      console.log(`${what}: equal, ${leftCount.toLocaleString('en-US')} nodes`);
      continue;
    }
    code = 1;
    console.log(`${what}: DIFFERENT after ${leftCount.toLocaleString('en-US')} equal nodes, first at ${first.reference}`);
    for (const [copy, value, position] of [
      [left, first.left, leftPosition],
      [right, first.right, rightPosition],
    ])
      console.log(`  ${copy.host}: ${shown(value)}\n    ${copy.directory}, ${placed(position)}`);
  }
  return code;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);
