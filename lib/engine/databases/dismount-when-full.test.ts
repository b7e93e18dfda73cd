/**
 * A database whose file takes nothing stays mounted: its updates are in memory and in the journal, and a later mount would begin behind
 * them. Another one that is full is no reason.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentClient } from '../agent/agent-client.ts';
import { systemClock } from '../ports/clock.ts';
import { LoopbackWires } from '../ports/loopback-network.ts';
import { createDatabase } from '../commands/databases.ts';
import { Instance } from '../instance/instance.ts';

let directory: string;
let instance: Instance;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dismount-'));
  const network = new LoopbackWires().attach('servera', ['172.16.58.101']);
  instance = await Instance.start({
    host: 'servera',
    name: 'IRIS',
    directory,
    controlPath: join(directory, 'control'),
    superserverPort: 1972,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });
  for (const name of ['FULL', 'OTHER'])
    expect(await createDatabase(instance, { name, directory: name.toLowerCase(), journal: true, mirrorDatabaseName: null })).toMatchObject({
      ok: true,
    });
});
afterEach(async () => {
  await instance.stop();
  await rm(directory, { recursive: true });
});

const nodeOf = (database: string) => ({ job: 1, database, name: 'A', subscripts: ['a'] });
const mountedAs = (name: string) => {
  const mounted = instance.database(name);
  if (!mounted) throw new Error(`${name} is not mounted`);
  return mounted;
};

test('it is refused with <DISKFULL> and goes on as it was; the other is dismounted; once there is room both are, with everything', async () => {
  const full = mountedAs('FULL');
  const apply = full.file.applyBatch.bind(full.file);
  full.file.applyBatch = () => Promise.reject(new Error('Input/output error; its disk is full'));
  for (const name of ['FULL', 'OTHER']) expect(instance.globals.set(nodeOf(name), 'x').ok).toBe(true);
  expect(await instance.storage.dismount('FULL')).toMatchObject({
    ok: false,
    refusal: { code: '<DISKFULL>', args: ['Database FULL cannot be written', 'Input/output error; its disk is full'] },
  });
  expect(instance.globals.get(nodeOf('FULL'))).toEqual({ ok: true, value: 'x' });
  expect(await instance.storage.dismount('OTHER')).toMatchObject({ ok: true });
  full.file.applyBatch = apply;
  expect(await instance.storage.dismount('FULL')).toMatchObject({ ok: true });
  for (const name of ['FULL', 'OTHER']) {
    expect(await instance.storage.mount(name)).toMatchObject({ ok: true });
    expect(instance.globals.get(nodeOf(name))).toEqual({ ok: true, value: 'x' });
    expect(mountedAs(name).writable.ok).toBe(true);
  }
});
