/**
 * Nobody's answer is taken for another's: addresses that have become another host's, and members that have come back as another process
 * (engine facts 4.11).
 * On a network an address belongs to whoever announced it last; here hosts take each other's on purpose.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askToJoin } from '../../lib/engine/channel/member-dialer.ts';
import { labPathsOf } from '../../lib/engine/lab/paths.ts';
import { HELLO_FRAME } from '../../lib/engine/link/client-protocol.ts';
import { fromPrimarySchema } from '../../lib/engine/link/data-channel.ts';
import { encodeJsonFrame, FrameDecoder } from '../../lib/engine/link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../../lib/engine/link/mirror-protocol.ts';
import { loadTlsCredentials } from '../../lib/engine/link/secure.ts';
import { FabricNetwork } from '../../lib/engine/ports/fabric-network.ts';
import { AprilLab, MEMBERS, type MemberHost, SUPERSERVER, until } from './april-lab.ts';
import { connected, joinAsync } from './async-members.ts';
import { never } from './never.ts';

const QOS_MS = 2000;
const SOON_MS = 30_000;
/** From the moment at which the member has found out that it may not: it asks again every second or so. */
const NEVER_MS = 3 * QOS_MS;
const CARDS = { ens33: 'publicAddress', ens36: 'privateAddress' } as const;
const both = Object.keys(CARDS) as (keyof typeof CARDS)[];

let lab: AprilLab;
const instance = { instance: 'IRIS' };
const roleOf = (host: MemberHost) =>
  lab.monitor(host).then(
    ({ role }) => role,
    () => null,
  );
/** What is written down of the mirror's key, for whoever may read the files of that host. */
const keyOf = async (host: string): Promise<unknown> =>
  (
    JSON.parse(readFileSync(path.join(await lab.instanceDirectory(host), 'mgr', 'agent.json'), 'utf8')) as {
      mirror: { config: { key: unknown } };
    }
  ).mirror.config.key;
/** Why a member without a role waits. */
const waitsFor = async (host: MemberHost) => (await lab.monitor(host)).failover.args[0];
const cut = (from: string, to: string, isCut: boolean) => lab.orderLab({ kind: 'cut-path', from, to, bothWays: true, cut: isCut });
const processOf = async (host: string) => (await lab.host(host)).instances[0]?.processId ?? null;
const logOf = async (host: string) => (await lab.ask(host, 'messages-log', { limit: 500 })).lines.map(({ text }) => text);

/** `taker` announces the addresses of `owner`, from which it must be cut off: no network has both answer. */
async function takeAddresses(taker: string, owner: MemberHost): Promise<void> {
  const network = new FabricNetwork({ host: taker, fabricPath: labPathsOf(lab.dataDirectory).fabricSocket });
  for (const card of both) await network.addAddress(card, { address: MEMBERS[owner][CARDS[card]], prefixLength: 24 });
}
async function giveAddressesBack(taker: string, owner: MemberHost): Promise<void> {
  const network = new FabricNetwork({ host: taker, fabricPath: labPathsOf(lab.dataDirectory).fabricSocket });
  for (const card of both) await network.removeAddress(card, MEMBERS[owner][CARDS[card]]);
}

describe.each([
  ['without TLS', false],
  ['with TLS', true],
] as const)('%s', (_name, useTls) => {
  beforeAll(async () => {
    lab = await AprilLab.start();
    await lab.setUpApril({ qosTimeoutMs: QOS_MS, useTls, withArbiter: false });
    await joinAsync(lab, 'serverd', 'disaster-recovery', { useTls });
    if (useTls) await lab.authorizeAll();
    await connected(lab, 'serverd');
  });
  afterAll(() => lab.stop());

  test('the agent of a dead member at the address of the living primary does not make the backup primary', async () => {
    await lab.orderLab({ kind: 'kill-instance', host: 'serverd', ...instance });
    for (const host of ['servera', 'client']) await cut('serverd', host, true);
    await takeAddresses('serverd', 'servera');
    await cut('servera', 'serverb', true);
    const why = useTls
      ? /^The ISCAgent for SERVERA\/IRIS: ERROR #2086: .*TLS: .*serverd/i
      : /^The ISCAgent at 172\.16\.58\.101\|2188 does not answer for SERVERA\/IRIS/;
    await until(
      'serverb has asked the wrong agent in order to lead',
      SOON_MS,
      async () => (await waitsFor('serverb')) === 'agent-unreachable' && (await logOf('serverb')).some((text) => why.test(text)),
    );
    await never('serverb leads beside servera', NEVER_MS, async () => (await roleOf('serverb')) === 'primary');
    await until('servera goes on after its trouble state', SOON_MS, async () => (await roleOf('servera')) === 'primary');
    expect((await logOf('serverb')).filter((text) => why.test(text))).toHaveLength(1);
    await giveAddressesBack('serverd', 'servera');
    for (const host of ['servera', 'client']) await cut('serverd', host, false);
    await cut('servera', 'serverb', false);
    await lab.orderLab({ kind: 'start-instance', host: 'serverd', ...instance });
    expect(await lab.healthy({ arbiter: false })).toBe('servera');
  });

  test('a member whose partner’s address has become its own does not kill itself', async () => {
    const before = await processOf('serverb');
    await cut('servera', 'serverb', true);
    await takeAddresses('serverb', 'servera');
    await expect(lab.order('serverb', { kind: 'try-primary' })).rejects.toThrow('#P12');
    await never('serverb is gone', NEVER_MS, async () => (await processOf('serverb')) !== before);
    await giveAddressesBack('serverb', 'servera');
    await cut('servera', 'serverb', false);
    expect(await lab.healthy({ arbiter: false })).toBe('servera');
  });
});

describe('a stranger in a mirror without TLS', () => {
  beforeAll(async () => {
    lab = await AprilLab.start();
    await lab.setUpApril({ qosTimeoutMs: QOS_MS, useTls: false, withArbiter: false });
  });
  afterAll(() => lab.stop());

  test('who acknowledges what was never sent, or sends what is no message, is cut off, and the log says why', async () => {
    await lab.orderLab({ kind: 'kill-instance', host: 'serverb', ...instance });
    const { config } = await lab.ask('servera', 'mirror-edit', {});
    const guidOf = (name: string) => config.members.find((member) => member.name === name)?.guid ?? '';
    const asServerB = async (answer: (end: { fileCount: number; offset: number }) => object[]) => {
      const socket = await lab.network.connect({ host: MEMBERS.servera.publicAddress, port: SUPERSERVER, timeoutMs: SOON_MS });
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      const decoder = new FrameDecoder();
      socket.write(
        encodeJsonFrame(HELLO_FRAME, {
          service: 'mirror',
          protocol: 1,
          mirrorGuid: config.guid,
          targetGuid: guidOf('SERVERA/IRIS'),
          memberGuid: guidOf('SERVERB/IRIS'),
          memberName: 'SERVERB/IRIS',
          purpose: 'data',
        }),
      );
      socket.on('data', (chunk: Buffer) => {
        for (const frame of decoder.push(chunk)) {
          const message = frame.type === MIRROR_MESSAGE_FRAME ? fromPrimarySchema.parse(JSON.parse(frame.body.toString())) : null;
          const last = message?.kind === 'history' ? message.files.at(-1) : undefined;
          if (last)
            for (const word of answer({ fileCount: last.fileCount, offset: last.end }))
              socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, word));
        }
      });
      socket.resume();
      await closed;
    };
    await asServerB((end) => [
      { kind: 'follow', position: end },
      { kind: 'acknowledge', through: { ...end, offset: end.offset + 1_000_000 } },
    ]);
    await asServerB(() => [{ kind: 'acknowledge', through: 'everything' }]);
    const said = await logOf('servera');
    expect(
      said.some((text) =>
        /^The mirror connection with SERVERB\/IRIS was closed: it acknowledges file #\d+ offset \d+, which was not sent$/.test(text),
      ),
    ).toBe(true);
    expect(said.some((text) => text.startsWith('The mirror connection with SERVERB/IRIS was closed: a message that is none'))).toBe(true);
    await lab.orderLab({ kind: 'start-instance', host: 'serverb', ...instance });
    expect(await lab.healthy({ arbiter: false })).toBe('servera');
  });
});

describe('the fence', () => {
  beforeAll(async () => {
    lab = await AprilLab.start();
    await lab.setUpApril({ qosTimeoutMs: QOS_MS, useTls: false });
  });
  afterAll(() => lab.stop());
  /** Both cards at once: one after the other is another outage. */
  const plug = (host: string, plugged: boolean) =>
    Promise.all(both.map((card) => lab.orderLab({ kind: 'plug-card', host, card, plugged })));

  test('does not kill a former primary that was killed and started again before anybody could reach its agent', async () => {
    expect(await lab.healthy()).toBe('servera');
    await plug('servera', false);
    await until('serverb leads by the word of the arbiter', SOON_MS, async () => (await roleOf('serverb')) === 'primary');
    await lab.orderLab({ kind: 'kill-instance', host: 'servera', ...instance });
    await until('servera is down', SOON_MS, async () => (await lab.host('servera')).instances[0]?.state === 'down');
    await lab.orderLab({ kind: 'start-instance', host: 'servera', ...instance });
    const started = await until('servera waits', SOON_MS, async () =>
      (await waitsFor('servera')) === 'agent-unreachable' ? processOf('servera') : null,
    );
    await plug('servera', true);
    expect(await lab.healthy()).toBe('serverb');
    expect(await processOf('servera')).toBe(started);
    await until('the fence is over', SOON_MS, async () =>
      (await lab.monitor('serverb')).timeline.some(({ story }) => story?.code === 'former-primary-down'),
    );
  });

  test('kills a former primary that hangs when it can be reached again', async () => {
    expect(await lab.healthy()).toBe('serverb');
    await lab.orderLab({ kind: 'pause-instance', host: 'serverb', ...instance });
    await until('servera leads', SOON_MS, async () => (await roleOf('servera')) === 'primary');
    await until('serverb was forced down', SOON_MS, async () => (await lab.host('serverb')).instances[0]?.state === 'down');
    await lab.orderLab({ kind: 'start-instance', host: 'serverb', ...instance });
    expect(await lab.healthy()).toBe('servera');
  });
});

describe('joining with TLS', () => {
  beforeAll(async () => {
    lab = await AprilLab.start();
    await lab.startAgents(false);
    await lab.createMirror({ withArbiter: false });
  });
  afterAll(() => lab.stop());

  test('a member that waits for authorization says so, and not that somebody cannot be reached', async () => {
    await lab.join('serverb');
    await until('serverb knows for what it waits', SOON_MS, async () => (await waitsFor('serverb')) === 'awaiting-authorization');
    expect((await lab.monitor('serverb')).members.find(({ name }) => name === 'SERVERA/IRIS')?.status).toBe('primary');
    const said = await logOf('serverb');
    expect(said.filter((text) => text === 'Waiting for authorization on SERVERA/IRIS')).toHaveLength(1);
    expect(said.some((text) => text.includes('Failed to contact agent'))).toBe(false);
    const key = await keyOf('servera');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf('serverb')).toBeUndefined();
    await lab.authorizeAll();
    expect(await lab.healthy({ arbiter: false })).toBe('servera');
    await until('serverb has the key of the mirror', SOON_MS, async () => (await keyOf('serverb')) === key);
    for (const host of ['servera', 'serverb']) expect(JSON.stringify(await lab.ask(host, 'mirror-edit', {}))).not.toContain(key);
  });

  test('so does an async', async () => {
    await joinAsync(lab, 'serverd', 'disaster-recovery');
    await until('serverd knows for what it waits', SOON_MS, async () =>
      (await logOf('serverd')).includes('Waiting for authorization on SERVERA/IRIS'),
    );
    const asked = await lab.ask('serverd', 'mirror-monitor', {});
    expect(asked.awaitsAuthorizationOn).toBe('SERVERA/IRIS');
    expect(asked.members.find(({ name }) => name === 'SERVERA/IRIS')?.status).toBe('primary');
    await lab.authorizeAll();
    await connected(lab, 'serverd');
    expect((await lab.ask('serverd', 'mirror-monitor', {})).awaitsAuthorizationOn).toBeNull();
    expect((await logOf('serverd')).filter((text) => text === 'Waiting for authorization on SERVERA/IRIS')).toHaveLength(1);
  });

  test('somebody who asks to join with the GUID of a member, and another certificate, does not take its place', async () => {
    const { config } = await lab.ask('servera', 'mirror-edit', {});
    const [primary, backup] = ['SERVERA/IRIS', 'SERVERB/IRIS'].map((name) => config.members.find((member) => member.name === name));
    if (!primary || !backup) throw new Error('the mirror has no two members');
    const mgr = path.join(await lab.instanceDirectory('serverd'), 'mgr');
    const files = {
      caFile: path.join(mgr, 'iscCA.cer'),
      certificateFile: path.join(mgr, 'iscCASignedserverd.cer'),
      privateKeyFile: path.join(mgr, 'iscCASignedserverd.key'),
      privateKeyPassword: 'mirror',
      minimumProtocol: 'TLSv1.2',
      maximumProtocol: 'TLSv1.3',
    } as const;
    const credentials = await loadTlsCredentials(files, new Date());
    if (!credentials.ok) throw new Error(credentials.refusal.code);
    expect(
      await askToJoin({
        network: lab.network,
        primary,
        member: { ...backup, distinguishedName: credentials.value.distinguishedName },
        mirrorGuid: config.guid,
        credentials: credentials.value,
      }),
    ).toMatchObject({ ok: false, refusal: { code: 'P513' } });
    expect((await lab.ask('servera', 'mirror-edit', {})).pendingMembers).toEqual([]);
  });
});
