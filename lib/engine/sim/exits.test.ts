/**
 * No pair without a way out: from every combination of the two members' states, with faults over, the mirror becomes healthy by itself.
 *
 * A combination is the product of the state tables: role of one and of the other with its details, failover mode, trouble state, arbiter
 * link. Those that occur are collected from many seeds; then each is met again by playing its seed up to that moment, and there all faults
 * end. Others are built by hand: what a crash may leave on the disks, times what is up.
 */
import { expect, test } from 'vitest';
import type { Role } from '../mirror/state.ts';
import { SimulatedJournal } from './disk.ts';
import { World } from './world.ts';
import type { Host } from './stage.ts';

const SEED_COUNT = 200;
const PATIENCE_MS = 240_000;

function words(role: Role): string[] {
  switch (role.kind) {
    case 'primary':
      return [
        role.mode.kind === 'arbiter' ? `arbiter mode${role.modeConfirmed ? '' : ' unconfirmed'}` : 'agent mode',
        role.backup.kind === 'connected' ? role.backup.standing : 'alone',
        `trouble ${role.trouble.kind}`,
        role.stopping ? 'stopping' : '',
        role.fence ? 'fencing' : '',
      ];
    case 'backup':
      return [role.mode.kind, role.active ? 'active' : ''];
    case 'deciding':
      return [role.inquiry.kind, role.completeUntilMs > 0 ? 'complete' : ''];
    case 'taking-over':
      return [role.phase];
    case 'synchronizing':
      return [role.session === null ? 'opening' : 'linked'];
    case 'stopped':
    case 'resigned':
      return [];
  }
}

function describeMember({ instance }: Host): string {
  if (instance?.kind !== 'failover') return 'down';
  const { role, arbiter } = instance.machine;
  const link = arbiter.kind === 'connected' ? 'sees the arbiter' : 'does not see the arbiter';
  return [role.kind, ...words(role), role.kind === 'primary' || role.kind === 'backup' || role.kind === 'deciding' ? link : '']
    .filter((word) => word !== '')
    .join(', ');
}

/** The same for both orders of the members: which of them is called a changes nothing but the tie between equals. */
const combination = (world: World) => world.members.map(describeMember).sort().join(' | ');

test('every combination that occurs has a way out', { timeout: PATIENCE_MS }, () => {
  const found = new Map<string, number>();
  for (let seed = 1; seed <= SEED_COUNT; seed += 1) {
    const world: World = new World(seed, {
      onStep: () => {
        const key = combination(world);
        if (!found.has(key)) found.set(key, seed);
      },
    });
    world.run();
  }
  const stuck: string[] = [];
  let metCount = 0;
  for (const [key, seed] of found) {
    let isMet = false;
    const isThere = (world: World) => {
      isMet = combination(world) === key;
      return isMet;
    };
    const { violation } = new World(seed, { stopFaultsWhen: isThere }).run();
    if (isMet) metCount += 1;
    if (violation) stuck.push(`seed ${seed}, from ${key}: ${violation.rule}: ${violation.sentence}`);
  }
  console.info(
    `${found.size} combinations of two members' states occur in ${SEED_COUNT} seeds; faults ended in ${metCount} of them (the others last no longer than one step), and each has a way out`,
  );
  expect(stuck).toEqual([]);
  expect(metCount).toBeGreaterThan(400);
});

/** What two journals may be to each other after any crash: built from records in terms. */
const journals = {
  'none at all': [[], []],
  'only one member has one': [[[1, 10]], []],
  equal: [[[1, 10]], [[1, 10]]],
  'one is longer': [[[1, 14]], [[1, 10]]],
  'one is of a later term': [
    [
      [1, 10],
      [2, 3],
    ],
    [[1, 10]],
  ],
  'the earlier term is longer': [
    [
      [1, 10],
      [2, 3],
    ],
    [[1, 30]],
  ],
  'a term was opened and nothing written': [
    [
      [1, 10],
      [2, 0],
    ],
    [[1, 12]],
  ],
} as const satisfies Record<string, readonly (readonly (readonly [term: number, end: number])[])[]>;

function write(host: Host, files: readonly (readonly [number, number])[]): void {
  const journal = new SimulatedJournal();
  for (const [term, end] of files) {
    journal.append({ kind: 'header', guid: `term ${term}`, epoch: term });
    for (let record = 0; record < end; record += 1) journal.append({ kind: 'record', record: -(term * 1000 + record + 1) });
  }
  journal.durable = journal.end;
  host.disk.journal = journal;
  host.disk.durable = { ...host.disk.durable, epoch: journal.state.epoch, lastRole: 'none' };
  // Nothing of it may be acknowledged that the other lacks, so nothing is applied.
  host.disk.database = { records: [], applied: { fileCount: 0, offset: 0 } };
}

const flags = [false, true];

test('every combination of what may be on two disks has a way out', { timeout: PATIENCE_MS }, () => {
  const stuck: string[] = [];
  let count = 0;
  for (const [relation, [one, other]] of Object.entries(journals)) {
    for (const isSwapped of flags)
      for (const isStopped of flags)
        for (const isOneDown of flags)
          for (const isAgentDown of flags)
            for (const hasArbiter of flags) {
              count += 1;
              const world = new World(count, {
                temper: { hasArbiter, faultPhaseMs: 5000, kinds: ['reset'], qosTimeoutMs: 2000, clockDrift: 0, roleChangePauseMs: null },
                prepare: ([a, b]) => {
                  write(isSwapped ? b : a, one);
                  write(isSwapped ? a : b, other);
                  if (isStopped) a.disk.durable = { ...a.disk.durable, stopped: true };
                },
              });
              if (isOneDown) world.killInstance(world.host('b'));
              if (isAgentDown) world.stopAgent(world.host('b'));
              const { violation } = world.run();
              if (violation)
                stuck.push(
                  `${relation}${isSwapped ? ' (swapped)' : ''}, stopped ${isStopped}, b down ${isOneDown}, agent of b down ${isAgentDown}, arbiter ${hasArbiter}: ${violation.rule}: ${violation.sentence}`,
                );
            }
  }
  console.info(`${count} built combinations, each has a way out`);
  expect(stuck).toEqual([]);
});
