/**
 * Certificates replaced in a running TLS mirror: whose new X.509 DN counts at once, and whose waits for an administrator (engine facts 7.3,
 * 7.4).
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAB_KEY_PASSWORD } from '../../lib/contract/units.ts';
import { CertificateAuthority } from '../../lib/engine/pki/certificate-authority.ts';
import type { PendingNames } from '../../lib/contract/pending-names.ts';
import { AprilLab, MEMBERS, until } from './april-lab.ts';
import { connected, joinAsync, setUpTls } from './async-members.ts';
import { LoadedClients } from './loaded-clients.ts';

const QOS_TIMEOUT_MS = 2000;
const SOON_MS = 30_000;
/** A member that is refused knocks every second or so. */
const KNOCKS_MS = 3000;
const issued = (host: string, number: number) => `CN=${host}.iris,OU=Certificate ${number},O=Mirror Portal Lab,C=CN`;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril({ qosTimeoutMs: QOS_TIMEOUT_MS });
  await joinAsync(lab, 'serverd', 'disaster-recovery');
  await until('serverd asks to join', SOON_MS, async () => (await lab.ask('servera', 'mirror-edit', {})).pendingMembers.length === 1);
  await lab.authorizeAll();
  await connected(lab, 'serverd');
});
afterAll(() => lab.stop());

async function useCertificate(host: string, file: string): Promise<void> {
  const mgr = path.join(await lab.instanceDirectory(host), 'mgr');
  await lab.order(host, {
    kind: 'save-tls',
    caFile: path.join(mgr, 'iscCA.cer'),
    certificateFile: path.join(mgr, `${file}.cer`),
    privateKeyFile: path.join(mgr, `${file}.key`),
    privateKeyPassword: LAB_KEY_PASSWORD,
    minimumProtocol: 'TLSv1.2',
    maximumProtocol: 'TLSv1.3',
  });
}
const issue = (host: string) => lab.orderLab({ kind: 'issue-certificate', host });
const pending = async (host: string): Promise<PendingNames> => {
  const [mirror] = (await lab.ask(host, 'pending-names', {})).mirrors;
  if (!mirror) throw new Error(`${host} is no member`);
  return mirror;
};
const asking = (host: string, name: string) =>
  until(`${name} is offered on ${host}`, SOON_MS, async () =>
    (await pending(host)).updates.find(({ distinguishedName }) => distinguishedName === name),
  );
const nameOf = async (seenBy: string, host: string) =>
  (await lab.ask(seenBy, 'mirror-monitor', {})).members.find(({ name }) => name === `${host.toUpperCase()}/IRIS`)?.distinguishedName;

test("a backup's new name waits on the primary, its connections are refused, and writes go on", async () => {
  const load = await LoadedClients.start(lab, { clients: 2, database: 'DATA' });
  await until('writes are acknowledged', SOON_MS, async () => load.acknowledgedCount > 100);
  await issue('serverb');
  await useCertificate('serverb', 'iscCASignedserverb2');
  const asked = await asking('servera', issued('serverb', 2));
  expect(asked).toMatchObject({ name: 'SERVERB/IRIS', authorized: expect.stringContaining('CN=serverb.iris') });
  expect((await pending('serverb')).own).toMatchObject({ distinguishedName: issued('serverb', 2) });
  const before = load.acknowledgedCount;
  const looksFrom = performance.now();
  await until('the primary goes on without it', KNOCKS_MS + SOON_MS, async () => {
    expect((await lab.monitor('servera')).members.find(({ name }) => name === 'SERVERB/IRIS')?.journalTransfer.kind).toBe('disconnected');
    return performance.now() - looksFrom > KNOCKS_MS && load.acknowledgedCount > before + 100;
  });
  await load.stop();
  expect(await load.lostOn(MEMBERS.servera.publicAddress)).toEqual([]);
  // It said that it went before it did: nobody waited for one that had become silent.
  expect((await lab.monitor('servera')).timeline.map(({ story }) => story?.code)).not.toContain('backup-connection-lost');
});

test('it is decided by what the person has seen, by the primary alone, and a name that another member has is refused with #2026', async () => {
  const [asked] = (await pending('servera')).updates;
  const guid = asked?.guid ?? '';
  await expect(
    lab.order('servera', { kind: 'authorize-names', updates: [{ guid, distinguishedName: 'CN=somebody else' }] }),
  ).rejects.toThrow('#P104');
  await expect(
    lab.order('serverb', { kind: 'reject-names', updates: [{ guid, distinguishedName: issued('serverb', 2) }] }),
  ).rejects.toThrow('#2113');
  const { config } = await lab.ask('servera', 'mirror-edit', {});
  expect(config.members.find((member) => member.guid === guid)?.distinguishedName).toBe(asked?.authorized);
});

test('rejected it stays outside and is not offered again; the old certificate lets it in', async () => {
  const { guid = '' } = (await pending('servera')).updates[0] ?? {};
  await lab.order('servera', { kind: 'reject-names', updates: [{ guid, distinguishedName: issued('serverb', 2) }] });
  const rejectedAt = performance.now();
  await until('it has knocked in vain', SOON_MS, async () => {
    expect((await pending('servera')).updates).toEqual([]);
    return performance.now() - rejectedAt > KNOCKS_MS;
  });
  expect((await lab.monitor('servera')).members.find(({ name }) => name === 'SERVERB/IRIS')?.status).not.toBe('backup');
  await useCertificate('serverb', 'iscCASignedserverb');
  expect(await lab.healthy()).toBe('servera');
  expect((await pending('serverb')).own).toBeNull();
});

test('authorized it is an Active backup again, known everywhere by its new name', async () => {
  await issue('serverb');
  await useCertificate('serverb', 'iscCASignedserverb3');
  const { guid, distinguishedName } = await asking('servera', issued('serverb', 3));
  await lab.order('servera', { kind: 'authorize-names', updates: [{ guid, distinguishedName }] });
  expect(await lab.healthy()).toBe('servera');
  for (const host of ['servera', 'serverb', 'serverd'])
    expect(await until(`${host} has heard`, SOON_MS, async () => (await nameOf(host, 'serverb')) === issued('serverb', 3))).toBe(true);
  expect((await pending('servera')).updates).toEqual([]);
});

test("an async's new name waits on the primary, too, also when it was replaced while it did not run", async () => {
  await issue('serverd');
  await lab.orderLab({ kind: 'open-port', host: 'servera', port: 1972, open: false });
  await useCertificate('serverd', 'iscCASignedserverd2');
  await lab.orderLab({ kind: 'kill-instance', host: 'serverd', instance: 'IRIS' });
  await lab.orderLab({ kind: 'open-port', host: 'servera', port: 1972, open: true });
  await lab.orderLab({ kind: 'start-instance', host: 'serverd', instance: 'IRIS' });
  const { guid, distinguishedName } = await asking('servera', issued('serverd', 2));
  expect((await lab.ask('serverd', 'mirror-monitor', {})).role).not.toBe('connected');
  await lab.order('servera', { kind: 'authorize-names', updates: [{ guid, distinguishedName }] });
  await connected(lab, 'serverd');
  expect(await lab.healthy()).toBe('servera');
});

test('a member whose own key file is damaged says so itself, and follows again once the file is mended and saved', async () => {
  const key = path.join(await lab.instanceDirectory('serverd'), 'mgr', 'iscCASignedserverd2.key');
  const whole = fs.readFileSync(key);
  expect((await lab.ask('serverd', 'mirror-monitor', {})).hasCredentials).toBe(true);
  await lab.orderLab({ kind: 'stop-instance', host: 'serverd', instance: 'IRIS' });
  fs.writeFileSync(key, 'no key');
  await lab.orderLab({ kind: 'start-instance', host: 'serverd', instance: 'IRIS' });
  expect(await lab.ask('serverd', 'mirror-monitor', {})).toMatchObject({ useTls: true, hasCredentials: false });
  await expect(useCertificate('serverd', 'iscCASignedserverd2')).rejects.toThrow('#732');
  fs.writeFileSync(key, whole);
  await useCertificate('serverd', 'iscCASignedserverd2');
  await connected(lab, 'serverd');
  expect((await lab.ask('serverd', 'mirror-monitor', {})).hasCredentials).toBe(true);
});

test("the primary's own new name counts at once for those who are connected; who was away authorizes it on coming back, and cannot reject it", async () => {
  await lab.orderLab({ kind: 'stop-instance', host: 'serverd', instance: 'IRIS' });
  await issue('servera');
  await useCertificate('servera', 'iscCASigned2');
  expect(await lab.healthy()).toBe('servera');
  expect(await nameOf('serverb', 'servera')).toBe(issued('servera', 2));
  expect((await pending('servera')).updates).toEqual([]);
  await lab.orderLab({ kind: 'start-instance', host: 'serverd', instance: 'IRIS' });
  const { guid, distinguishedName } = await asking('serverd', issued('servera', 2));
  await expect(lab.order('serverd', { kind: 'reject-names', updates: [{ guid, distinguishedName }] })).rejects.toThrow('#2113');
  expect((await lab.ask('serverd', 'mirror-monitor', {})).role).not.toBe('connected');
  await lab.order('serverd', { kind: 'authorize-names', updates: [{ guid, distinguishedName }] });
  await connected(lab, 'serverd');
  expect((await pending('serverd')).updates).toEqual([]);
});

test('a name that was not authorized before its member took over is authorized by that, and the former primary asks for leave where it is', async () => {
  await issue('serverb');
  await useCertificate('serverb', 'iscCASignedserverb4');
  await asking('servera', issued('serverb', 4));
  // Its agent would not obey a name that it does not know: it must be down as a whole.
  await lab.orderLab({ kind: 'power-off-host', host: 'servera' });
  await lab.order('serverb', { kind: 'force-primary' });
  expect((await lab.monitor('serverb')).role).toBe('primary');
  await until('serverb knows itself', SOON_MS, async () => (await nameOf('serverb', 'serverb')) === issued('serverb', 4));
  await lab.orderLab({ kind: 'power-on-host', host: 'servera' });
  const { guid, distinguishedName } = await asking('servera', issued('serverb', 4));
  await lab.order('servera', { kind: 'authorize-names', updates: [{ guid, distinguishedName }] });
  // Its agent obeys now; whoever was forced to lead means the process that led before, and this one was started since.
  const { processId } = (await lab.host('servera')).instances[0] ?? {};
  expect(await lab.healthy()).toBe('serverb');
  expect((await lab.host('servera')).instances[0]?.processId).toBe(processId);
});

test('#2026: a certificate with the name of another member can be saved by no member, and nobody joins with it', async () => {
  const mgr = path.join(await lab.instanceDirectory('serverd'), 'mgr');
  for (const host of ['servera', 'servere']) {
    for (const file of ['iscCASignedserverd2.cer', 'iscCASignedserverd2.key'])
      fs.copyFileSync(path.join(mgr, file), path.join(await lab.instanceDirectory(host), 'mgr', file));
  }
  await expect(setUpTls(lab, 'servera', { certificate: 'iscCASignedserverd2' })).rejects.toThrow('#2026');
  await expect(joinAsync(lab, 'servere', 'read-only-reporting', { certificate: 'iscCASignedserverd2' })).rejects.toThrow('#2026');
});

test('#2095: nobody joins with a certificate of another authority', async () => {
  const mgr = path.join(await lab.instanceDirectory('servere'), 'mgr');
  const authority = await CertificateAuthority.create('CN=somebody,O=Else,C=CN');
  const issued = await authority.issue({
    subject: 'CN=servere.iris,O=Else,C=CN',
    dnsNames: ['servere'],
    ipAddresses: [],
    password: LAB_KEY_PASSWORD,
  });
  fs.writeFileSync(path.join(mgr, 'other.cer'), issued.certificate);
  fs.writeFileSync(path.join(mgr, 'other.key'), issued.privateKey);
  fs.writeFileSync(path.join(mgr, 'otherCA.cer'), authority.certificate);
  await expect(joinAsync(lab, 'servere', 'read-only-reporting', { certificate: 'other', authority: 'otherCA' })).rejects.toThrow('#2095');
  expect((await pending('serverb')).updates).toEqual([]);
});
