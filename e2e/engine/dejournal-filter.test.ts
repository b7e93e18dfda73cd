/**
 * Issue "async members": a class of the operator decides what reporting asyncs apply (engine facts 9.5). It throws, it never ends, its
 * instance is killed; nothing but dejournaling stops.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AsyncKind } from '../../lib/contract/async-members.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, START_DEADLINE_MS, until } from './april-lab.ts';
import { ASYNC_DEADLINE_MS, connected, joinAsync, nodesOf, rowOf } from './async-members.ts';

/** Its own limit for a piece is 10 s. */
const ENDLESS_LOOP_DEADLINE_MS = 40_000;
const NODES = 3000;
const NODES_AT_ONCE = 500;
const classOf = (body: string) => `class ZKept extends MirrorDejournal {\n  RunFilter(database, reference) {\n    ${body}\n  }\n}\n`;
const ONLY_KEPT = classOf(`return reference.startsWith('Kept') ? 1 : 0;`);

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.startAgents(false);
  await lab.createMirror({ useTls: false, withArbiter: false });
  await lab.createMirroredDatabase('DATA', ['servera']);
  for (const [host, kind] of [
    ['serverd', 'read-write-reporting'],
    ['servere', 'read-only-reporting'],
  ] as const satisfies [string, AsyncKind][]) {
    await joinAsync(lab, host, kind, { useTls: false });
    await connected(lab, host);
    await lab.createMirroredDatabase('DATA', [host]);
  }
});
afterAll(() => lab.stop());

const write = (reference: string, value: string) => lab.order('servera', { kind: 'set-node', database: 'DATA', reference, value });
const arrives = (host: string, node: string) =>
  until(`${node} is on ${host}`, ASYNC_DEADLINE_MS, async () =>
    (await nodesOf(lab, host, node.slice(0, node.indexOf('(')))).includes(node),
  );
const filterOf = async (host: string) => (await lab.ask(host, 'dejournal-filters', {})).mirrors[0];
async function putFilter(host: string, code: string): Promise<void> {
  await lab.order(host, { kind: 'save-dejournal-filter', name: 'ZKept', code });
  await lab.order(host, { kind: 'set-dejournal-filter', mirrorName: 'APRIL', name: 'ZKept' });
}
const aborted = (host: string, deadlineMs: number) =>
  until(`the filter of ${host} has ended dejournaling`, deadlineMs, async () => {
    const [shown, own, filter] = [await rowOf(lab, 'servera', host), await rowOf(lab, host, host), await filterOf(host)];
    if (shown.dejournaling.kind !== 'dejournaling-stopped' || own.dejournaling.kind !== 'dejournaling-stopped' || !filter?.failure)
      throw new Error(JSON.stringify([shown, own, filter]));
    return filter.failure;
  });

test('a class that cannot be used is refused before it gets near the journal', async () => {
  const save = (code: string, name = 'ZKept') => lab.order('serverd', { kind: 'save-dejournal-filter', name, code });
  await expect(save('class ZKept extends MirrorDejournal {}')).rejects.toThrow('does not implement the RunFilter method (field code)');
  await expect(save('class ZKept { RunFilter( }')).rejects.toThrow('missing formal parameter');
  await expect(save(ONLY_KEPT, 'Kept')).rejects.toThrow('(field name)');
  await expect(lab.order('serverd', { kind: 'set-dejournal-filter', mirrorName: 'APRIL', name: 'ZNone' })).rejects.toThrow('ZNone');
  await expect(lab.order('serverd', { kind: 'set-dejournal-filter', mirrorName: 'MAY', name: null })).rejects.toThrow('MAY');
  await expect(lab.order('servera', { kind: 'save-dejournal-filter', name: 'ZKept', code: ONLY_KEPT })).rejects.toThrow(
    'not an async member',
  );
});

test('only ^Kept arrives where the FailoverDB flag is cleared, everything where it is set, and both are caught up', async () => {
  for (const host of ['serverd', 'servere']) await putFilter(host, ONLY_KEPT);
  await write('^Left(1)', 'x');
  await write('^Kept(1)', 'x');
  for (const host of ['serverd', 'servere']) await arrives(host, '^Kept(1)=x');
  expect(await nodesOf(lab, 'serverd', '^Left')).toEqual([]);
  expect(await nodesOf(lab, 'servere', '^Left')).toEqual(['^Left(1)=x']);
  await until(
    'serverd counts as caught up',
    ASYNC_DEADLINE_MS,
    async () => (await rowOf(lab, 'servera', 'serverd')).dejournaling.kind === 'caught-up',
  );
});

test('killed in the middle it goes on with the same filter: nothing is missing and nothing slips by', async () => {
  const client = await lab.connect('172.16.58.101');
  for (let first = 0; first < NODES; first += NODES_AT_ONCE) {
    const some = Array.from({ length: NODES_AT_ONCE }, (_, at) => first + at);
    await Promise.all(some.flatMap((at) => ['Kept', 'Left'].map((name) => client.set('DATA', [name, 'bulk', at], 'x'))));
  }
  await until('some of them are there', ASYNC_DEADLINE_MS, async () => (await nodesOf(lab, 'serverd', '^Kept("bulk")')).length > 0);
  await lab.orderLab({ kind: 'kill-instance', host: 'serverd', instance: 'IRIS' });
  client.close();
  await lab.orderLab({ kind: 'start-instance', host: 'serverd', instance: 'IRIS' });
  await until(
    'all of ^Kept are on serverd',
    START_DEADLINE_MS,
    async () => (await nodesOf(lab, 'serverd', '^Kept("bulk")')).length === NODES,
  );
  expect(await nodesOf(lab, 'serverd', '^Left')).toEqual([]);
  expect((await filterOf('serverd'))?.name).toBe('ZKept');
});

test('a filter that throws ends dejournaling, and a mended one is taken with its start', async () => {
  await putFilter(
    'serverd',
    classOf(`if (reference.startsWith('Bad')) throw new Error('a bad one'); return reference.startsWith('Kept') ? 1 : 0;`),
  );
  await write('^Bad(1)', 'x');
  await write('^Kept(2)', 'x');
  const reason = await aborted('serverd', ASYNC_DEADLINE_MS);
  expect(reason).toContain('RunFilter failed at ^Bad(1) of :mirror:APRIL:DATA: a bad one (line 3)');
  const { lines } = await lab.ask('serverd', 'messages-log', { limit: 200 });
  expect(lines.filter(({ severity, text }) => severity === 2 && text.includes(reason))).toHaveLength(1);
  expect((await lab.ask('serverd', 'mirror-monitor', {})).databases).toMatchObject([
    { name: 'DATA', status: 'dejournaling-stopped', nextRecord: { file: expect.stringContaining('MIRROR-APRIL-') } },
  ]);
  await until(
    'serverd has received all the same',
    ASYNC_DEADLINE_MS,
    async () => (await rowOf(lab, 'servera', 'serverd')).behindBytes === 0,
  );
  await lab.order('serverd', { kind: 'save-dejournal-filter', name: 'ZKept', code: ONLY_KEPT });
  expect(await filterOf('serverd')).toMatchObject({ failure: reason, isOutdated: true });
  await lab.order('serverd', { kind: 'set-dejournaling', running: true });
  await arrives('serverd', '^Kept(2)=x');
  expect(await nodesOf(lab, 'serverd', '^Bad')).toEqual([]);
  expect(await filterOf('serverd')).toMatchObject({ failure: null, isOutdated: false });
});

test('a filter that never ends costs dejournaling, not the instance', async () => {
  await putFilter('serverd', classOf(`while (reference.startsWith('Endless')); return reference.startsWith('Kept') ? 1 : 0;`));
  await write('^Endless(1)', 'x');
  await until(
    'the instance answers while the filter loops',
    FAILOVER_DEADLINE_MS,
    async () => (await lab.ask('serverd', 'summary', {})).mirror !== null,
  );
  expect(await aborted('serverd', ENDLESS_LOOP_DEADLINE_MS)).toContain('it took longer than 10 s');
});

test('without the filter everything arrives from now on, and what was skipped stays away', async () => {
  await lab.order('serverd', { kind: 'set-dejournal-filter', mirrorName: 'APRIL', name: null });
  await write('^Left(2)', 'x');
  await arrives('serverd', '^Left(2)=x');
  expect(await nodesOf(lab, 'serverd', '^Left')).toEqual(['^Left(2)=x']);
  // It was the endless one, which had not been passed.
  await arrives('serverd', '^Endless(1)=x');
});

test('a class is not deleted while a mirror uses it, and a DR async uses none', async () => {
  await expect(lab.order('servere', { kind: 'delete-dejournal-filter', name: 'ZKept' })).rejects.toThrow('APRIL');
  await lab.orderLab({ kind: 'start-agent', host: 'servere' });
  await until('servere is a DR async', FAILOVER_DEADLINE_MS, async () => {
    await lab.order('servere', {
      kind: 'edit-async',
      memberKind: 'disaster-recovery',
      clearFailoverFlags: false,
      purgeAfterDejournaling: true,
    });
    return true;
  });
  expect((await filterOf('servere'))?.name).toBeNull();
  await expect(lab.order('servere', { kind: 'set-dejournal-filter', mirrorName: 'APRIL', name: 'ZKept' })).rejects.toThrow(
    'not a reporting member',
  );
  await lab.order('servere', { kind: 'delete-dejournal-filter', name: 'ZKept' });
  expect((await lab.ask('servere', 'dejournal-filters', {})).filters).toEqual([]);
});
