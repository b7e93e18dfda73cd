/**
 * Two people order at the same moment, having looked at the same configuration: only one of them is obeyed, the other one is told to look
 * again (#P103).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstanceCommand } from '../../lib/contract/commands.ts';
import { AprilLab, editedMirror, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, MEMBERS, until } from './april-lab.ts';
import { addHost, connected, joinAsync } from './async-members.ts';

const ASYNCS = ['serverd', 'servere', 'serverf'];

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril({ useTls: false });
  for (const host of ASYNCS) {
    await addHost(lab, host);
    await joinAsync(lab, host, 'read-only-reporting', { useTls: false });
    await connected(lab, host);
  }
});
afterAll(() => lab.stop());

const configOf = async (host: string) => (await lab.ask(host, 'mirror-edit', {})).config;
type Order = readonly [host: string, command: InstanceCommand];

/** What became of each: 'done', or its refusal. */
async function atOnce(...orders: readonly Order[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(orders.map(([host, command]) => lab.order(host, command)));
  return outcomes.map((outcome) =>
    outcome.status === 'fulfilled' ? 'done' : (/#P?\d+/.exec(String(outcome.reason))?.[0] ?? String(outcome.reason)),
  );
}

test.each<[string, () => Promise<[Order, Order]>]>([
  [
    'edit-mirror',
    async () => {
      const config = await configOf('servera');
      const edit = (qosTimeoutMs: number): Order => ['servera', editedMirror(config, { qosTimeoutMs })];
      return [edit(9000), edit(10_000)];
    },
  ],
  [
    'edit-member-addresses',
    async () => {
      const { version, members } = await configOf('servera');
      const edit = (name: 'SERVERA/IRIS' | 'SERVERB/IRIS'): Order => {
        const entry = members.find((member) => member.name === name);
        if (!entry) throw new Error(`the mirror has no member ${name}`);
        const { guid, superserverAddress, agentAddress, agentPort, mirrorPrivateAddress } = entry;
        return [
          'servera',
          {
            kind: 'edit-member-addresses',
            expectedVersion: version,
            guid,
            superserverAddress,
            agentAddress,
            agentPort,
            mirrorPrivateAddress,
          },
        ];
      };
      return [edit('SERVERA/IRIS'), edit('SERVERB/IRIS')];
    },
  ],
  ['remove-other-member, both on the primary', async () => removals(['servera', 'servera'])],
  ['remove-other-member, on the primary and on the backup', async () => removals(['servera', 'serverb'])],
])('%s', async (_label, orders) => {
  await lab.healthy();
  const before = await configOf('servera');
  // The backup compares with what the primary has, too: it must have heard of it.
  await until('the backup knows this version', FAILOVER_DEADLINE_MS, async () => (await configOf('serverb')).version === before.version);
  expect((await atOnce(...(await orders()))).sort()).toEqual(['#P103', 'done']);
  expect((await configOf('servera')).version).toBe(before.version + 1);
});

/** The first two asyncs that there are. */
async function removals(hosts: readonly [string, string]): Promise<[Order, Order]> {
  const { version, members } = await configOf('servera');
  const [one, other] = members.filter(({ kind }) => kind !== 'failover');
  if (!one || !other) throw new Error('the mirror has less than two asyncs');
  return [
    [hosts[0], { kind: 'remove-other-member', expectedVersion: version, guid: one.guid }],
    [hosts[1], { kind: 'remove-other-member', expectedVersion: version, guid: other.guid }],
  ];
}

test('whoever was refused is still a member, and looked after', async () => {
  const { members } = await configOf('servera');
  expect(members).toHaveLength(Object.keys(MEMBERS).length + 1);
  const left =
    members
      .find(({ kind }) => kind !== 'failover')
      ?.name.toLowerCase()
      .replace('/iris', '') ?? '';
  await until(`${left} is connected`, HEALTHY_DEADLINE_MS, async () => (await lab.ask(left, 'mirror-monitor', {})).role === 'connected');
});
