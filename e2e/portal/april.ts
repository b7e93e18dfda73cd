/** The mirror of the notes: names and addresses, and the quick way to it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export const MIRROR = 'APRIL';
export const DATABASE = 'APRILDATA';
export const ARBITER = { host: 'serverc', address: '172.16.58.100' } as const;
export const VIRTUAL_IP = { address: '172.16.58.103', prefixLength: '24', card: 'ens33' } as const;
export const SERVER_A = {
  host: 'servera',
  target: 'servera/IRIS',
  path: '/servera/iris',
  member: 'SERVERA/IRIS',
  publicAddress: '172.16.58.101',
  privateAddress: '172.16.159.101',
} as const;
export const SERVER_B = {
  host: 'serverb',
  target: 'serverb/IRIS',
  path: '/serverb/iris',
  member: 'SERVERB/IRIS',
  publicAddress: '172.16.58.102',
  privateAddress: '172.16.159.102',
} as const;
export type Member = typeof SERVER_A | typeof SERVER_B;
/** Where asyncs are. */
export const SERVER_D = {
  host: 'serverd',
  target: 'serverd/IRIS',
  path: '/serverd/iris',
  member: 'SERVERD/IRIS',
  publicAddress: '172.16.58.104',
} as const;
export const SERVER_E = {
  host: 'servere',
  target: 'servere/IRIS',
  path: '/servere/iris',
  member: 'SERVERE/IRIS',
  publicAddress: '172.16.58.105',
} as const;
export type AnyMember = Member | typeof SERVER_D | typeof SERVER_E;
export const KEY_PASSWORD = 'mirror';

/**
 * `npm run demo`: the commands of the pages in a row. Afterwards servera is the primary, serverb an active backup, and both have the
 * database with its nodes. With asyncs, serverd follows for disaster recovery, servere for read-only reports.
 */
export async function setUpApril(
  { port, dataDirectory }: { port: number; dataDirectory: string },
  { withAsyncs = false } = {},
): Promise<void> {
  // The benchmark is bundled elsewhere; like every suite it runs in the root of the checkout.
  const root = process.cwd();
  const demo = spawn(
    process.execPath,
    ['scripts/demo.mjs', '--port', String(port), '--data', dataDirectory, ...(withAsyncs ? ['--with-async'] : [])],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = await once(demo, 'close');
  if (code !== 0) throw new Error(`the demo ended with ${code}; it printed:\n${output}`);
}
