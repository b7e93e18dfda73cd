import { createPrivateKey, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls, { type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FabricNetwork } from '../ports/fabric-network.ts';
import { LAB_KEY_PASSWORD } from '../../contract/units.ts';
import { certificateNameOf, issueCertificate, layDownCertificates } from './certificates.ts';
import { Fabric } from './fabric.ts';
import { labPathsOf } from './paths.ts';
import { initialPlan, toFabricHosts } from './plan.ts';
import { SOON } from '../../machine/until-for-tests.ts';

let scratch: string;
const mgrOf = (host: string) => path.join(scratch, host, 'mgr');
const readOf = (host: string, file: string) => fs.readFileSync(path.join(mgrOf(host), file), 'utf8');
const lay = () =>
  layDownCertificates(
    labPathsOf(path.join(scratch, 'data')),
    initialPlan().hosts.map((plan) => ({ plan, instances: plan.instances.map(() => ({ directory: path.join(scratch, plan.name) })) })),
  );

beforeAll(async () => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'certificates-'));
  await lay();
});
afterAll(() => fs.rmSync(scratch, { recursive: true }));

test('lays down the files of the notes, on the hosts that have an instance', () => {
  expect(fs.readdirSync(mgrOf('servera')).sort()).toEqual(['iscCA.cer', 'iscCASigned.cer', 'iscCASigned.key']);
  expect(fs.readdirSync(mgrOf('serverb')).sort()).toEqual(['iscCA.cer', 'iscCASignedserverb.cer', 'iscCASignedserverb.key']);
  expect(fs.existsSync(mgrOf('serverc'))).toBe(false);
});

test('each certificate is signed by the authority, fits its key and names its host', () => {
  const authority = new X509Certificate(readOf('servera', 'iscCA.cer'));
  expect(authority.ca).toBe(true);
  const subjects = ['servera', 'serverb', 'serverd', 'servere'].map((host) => {
    const certificate = new X509Certificate(readOf(host, `${certificateNameOf(host)}.cer`));
    const key = createPrivateKey({ key: readOf(host, `${certificateNameOf(host)}.key`), passphrase: LAB_KEY_PASSWORD });
    expect(certificate.checkIssued(authority) && certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(readOf(host, 'iscCA.cer')).toBe(readOf('servera', 'iscCA.cer'));
    return certificate.subject;
  });
  expect(subjects[0]).toContain('CN=servera.iris');
  expect(new Set(subjects).size).toBe(4);
});

test('a key does not open with another password', () => {
  expect(() => createPrivateKey({ key: readOf('servera', 'iscCASigned.key'), passphrase: 'wrong' })).toThrow();
  expect(readOf('servera', 'iscCASigned.key')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
});

test('what is there stays; what is missing is made by the same authority', async () => {
  const before = readOf('servera', 'iscCASigned.cer');
  fs.rmSync(mgrOf('serverb'), { recursive: true });
  await lay();
  expect(readOf('servera', 'iscCASigned.cer')).toBe(before);
  expect(readOf('serverb', 'iscCA.cer')).toBe(readOf('servera', 'iscCA.cer'));
});

test('another certificate of a host is of the same authority, has another name, and leaves the first alone', async () => {
  const [plan] = initialPlan().hosts;
  if (!plan) throw new Error('the lab has no host');
  const before = readOf('servera', 'iscCASigned.cer');
  const host = { plan, instances: [{ directory: path.join(scratch, plan.name) }] };
  const issued = [
    await issueCertificate(labPathsOf(path.join(scratch, 'data')), host),
    await issueCertificate(labPathsOf(path.join(scratch, 'data')), host),
  ];
  expect(issued.flatMap(({ certificateFiles }) => certificateFiles.map((file) => path.basename(file)))).toEqual([
    'iscCASigned2.cer',
    'iscCASigned3.cer',
  ]);
  const authority = new X509Certificate(readOf('servera', 'iscCA.cer'));
  const [second, third] = ['iscCASigned2.cer', 'iscCASigned3.cer'].map((file) => new X509Certificate(readOf('servera', file)));
  expect(second?.verify(authority.publicKey) && third?.verify(authority.publicKey)).toBe(true);
  expect(issued.map(({ distinguishedName }) => distinguishedName)).toEqual([
    'CN=servera.iris,OU=Certificate 2,O=Mirror Portal Lab,C=CN',
    'CN=servera.iris,OU=Certificate 3,O=Mirror Portal Lab,C=CN',
  ]);
  expect(readOf('servera', 'iscCASigned.cer')).toBe(before);
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s over the fabric', (version) => {
  test('both sides prove who they are, and many bytes pass', async () => {
    const fabric = new Fabric({ path: path.join(scratch, 'fabric.sock'), hosts: toFabricHosts(initialPlan()) });
    await fabric.listen();
    const filesOf = (host: string) => ({
      ca: readOf(host, 'iscCA.cer'),
      cert: readOf(host, `${certificateNameOf(host)}.cer`),
      key: readOf(host, `${certificateNameOf(host)}.key`),
      passphrase: LAB_KEY_PASSWORD,
      minVersion: version,
      maxVersion: version,
    });
    const callers: string[] = [];
    await new FabricNetwork({ host: 'serverb', fabricPath: path.join(scratch, 'fabric.sock') }).listen(1972, (socket) => {
      const secure: TLSSocket = new tls.TLSSocket(socket, {
        isServer: true,
        requestCert: true,
        rejectUnauthorized: true,
        ...filesOf('serverb'),
      });
      secure.on('secure', () => callers.push(secure.getPeerX509Certificate()?.subject ?? ''));
      secure.pipe(secure);
    });
    const socket = await new FabricNetwork({ host: 'servera', fabricPath: path.join(scratch, 'fabric.sock') }).connect({
      host: '172.16.159.102',
      port: 1972,
      timeoutMs: 1000,
    });
    const secure = tls.connect({ socket, servername: 'serverb', ...filesOf('servera') });
    let echoed = 0;
    secure.on('data', (chunk) => {
      echoed += chunk.length;
    });
    secure.write(Buffer.alloc(3_000_000));
    await expect.poll(() => echoed, SOON).toBe(3_000_000);
    expect(secure.authorized).toBe(true);
    expect(secure.getProtocol()).toBe(version);
    expect(callers).toEqual([expect.stringContaining('CN=servera.iris')]);
    secure.destroy();
    await fabric.close();
  });
});
