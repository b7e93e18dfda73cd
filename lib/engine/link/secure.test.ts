import fs from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { refusalText } from '../../contract/refusal-text.ts';
import { AuthorityForTests } from './certificates-for-tests.ts';
import { readFirstFrame } from './first-frame.ts';
import { encodeJsonFrame } from './frame.ts';
import {
  type CredentialFiles,
  loadTlsCredentials,
  peerDistinguishedName,
  secureClient,
  secureServer,
  type TlsCredentials,
  type TlsFailure,
} from './secure.ts';

const NOW = new Date();
let scratch: string;
let authority: AuthorityForTests;
let stranger: AuthorityForTests;
let a: CredentialFiles;
let b: CredentialFiles;
const NAME_A = 'CN=servera/IRIS,OU=Mirror,O=Test\\, Inc.,C=CN';
const NAME_B = 'CN=serverb/IRIS,O=Test,C=CN';

beforeAll(async () => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'secure-'));
  authority = await AuthorityForTests.create(scratch);
  stranger = await AuthorityForTests.create(scratch, 'stranger');
  a = await authority.issue('a', { subject: 'C=CN, O="Test, Inc.", OU=Mirror, CN=servera/IRIS' });
  b = await authority.issue('b', { subject: 'C=CN, O=Test, CN=serverb/IRIS', password: 'secret' });
});
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

const load = async (files: CredentialFiles): Promise<TlsCredentials> => {
  const outcome = await loadTlsCredentials(files, NOW);
  if (!outcome.ok) throw new Error(refusalText(outcome.refusal, 'en'));
  return outcome.value;
};

function damagedList(): string {
  const file = path.join(scratch, 'damaged.crl');
  fs.writeFileSync(file, '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n');
  return file;
}

describe('loading the files of a member', () => {
  test('a distinguished name has 1024 characters at most', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `OU=${String(index).padStart(57, '0')}`).join(', ');
    // 61 characters each with its comma, and `CN=x`.
    const just = await authority.issue('just', { subject: `CN=x, ${names(16)}` });
    const over = await authority.issue('over', { subject: `CN=x, ${names(17)}` });
    expect((await load(just)).distinguishedName).toHaveLength(980);
    expect(await loadTlsCredentials(over, NOW)).toMatchObject({ ok: false, refusal: { code: '2175', field: 'certificateFile' } });
  });

  test('writes the distinguished name on one line, common name first', async () => {
    expect((await load(a)).distinguishedName).toBe(NAME_A);
    expect((await load(b)).distinguishedName).toBe(NAME_B);
    expect(await load(a)).toMatchObject({ minimumProtocol: 'TLSv1.2', maximumProtocol: 'TLSv1.3' });
  });

  const cases: { name: string; files: () => CredentialFiles | Promise<CredentialFiles>; text: RegExp; field: string }[] = [
    { name: 'no CA file name', files: () => ({ ...a, caFile: ' ' }), text: /^ERROR #741: .*missing CA file name/, field: 'caFile' },
    {
      name: 'no certificate file name',
      files: () => ({ ...a, certificateFile: '' }),
      text: /^ERROR #740: .*missing certificate file name/,
      field: 'certificateFile',
    },
    {
      name: 'no such key file',
      files: () => ({ ...a, privateKeyFile: '/nowhere/a.key' }),
      text: /^ERROR #2203: Private key file \/nowhere\/a\.key not found/,
      field: 'privateKeyFile',
    },
    {
      name: 'encrypted key without password',
      files: () => ({ ...b, privateKeyPassword: '' }),
      text: /^ERROR #2207: Private Key file password is required/,
      field: 'privateKeyPassword',
    },
    {
      name: 'wrong password',
      files: () => ({ ...b, privateKeyPassword: 'guess' }),
      text: /^ERROR #732: Decryption of private key file .*b\.key failed/,
      field: 'privateKeyPassword',
    },
    {
      name: "another member's key",
      files: () => ({ ...a, privateKeyFile: b.privateKeyFile, privateKeyPassword: 'secret' }),
      text: /^ERROR #733: .*a\.cer .*b\.key do not match/,
      field: 'privateKeyFile',
    },
    {
      name: "another authority's CA file",
      files: () => ({ ...a, caFile: stranger.caFile }),
      text: /^ERROR #734: .*error= unable to get local issuer certificate/,
      field: 'certificateFile',
    },
    {
      name: 'no such CA file',
      files: () => ({ ...a, caFile: '/nowhere/ca.cer' }),
      text: /^ERROR #734: .*error= CA file: no such file/,
      field: 'caFile',
    },
    {
      name: 'no such CRL file',
      files: () => ({ ...a, crlFile: '/nowhere/ca.crl' }),
      text: /^ERROR #734: .*error= CRL file: no such file/,
      field: 'crlFile',
    },
    {
      name: 'a certificate in place of the CRL',
      files: () => ({ ...a, crlFile: a.caFile }),
      text: /error= CRL file: it holds no revocation list/,
      field: 'crlFile',
    },
    { name: 'a damaged CRL', files: () => ({ ...a, crlFile: damagedList() }), text: /error= CRL file: /, field: 'crlFile' },
    {
      name: 'no such certificate file',
      files: () => ({ ...a, certificateFile: '/nowhere/a.cer' }),
      text: /^ERROR #734: .*error= certificate file: no such file/,
      field: 'certificateFile',
    },
    {
      name: 'a key in place of the certificate',
      files: () => ({ ...a, certificateFile: a.privateKeyFile }),
      text: /it holds no certificate/,
      field: 'certificateFile',
    },
    {
      name: 'expired',
      files: () => authority.issue('old', { subject: 'CN=old', validTo: new Date(NOW.getTime() - 1000) }),
      text: /error= certificate has expired/,
      field: 'certificateFile',
    },
    {
      name: 'made for servers only',
      files: () => authority.issue('half', { subject: 'CN=half', extendedKeyUsages: ['1.3.6.1.5.5.7.3.1'] }),
      text: /Extended Key Usage lacks clientAuth/,
      field: 'certificateFile',
    },
  ];
  test.each(cases)('$name', async ({ files, text, field }) => {
    const outcome = await loadTlsCredentials(await files(), NOW);
    if (outcome.ok) throw new Error('was accepted');
    expect(refusalText(outcome.refusal, 'en')).toMatch(text);
    expect(outcome.refusal.field).toBe(field);
  });

  test('a certificate without purposes may be both', async () => {
    expect((await load(await authority.issue('plain', { subject: 'CN=plain', extendedKeyUsages: [] }))).distinguishedName).toBe('CN=plain');
  });
});

describe('securing an open connection', () => {
  const open: (Socket | net.Server)[] = [];
  afterEach(() => {
    for (const thing of open.splice(0)) 'destroy' in thing ? thing.destroy() : thing.close();
  });

  async function connectedPair(): Promise<{ client: Socket; server: Socket }> {
    const listener = net.createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const accepted = new Promise<Socket>((resolve) => listener.once('connection', resolve));
    const client = net.connect((listener.address() as AddressInfo).port, '127.0.0.1');
    const server = await accepted;
    client.on('error', () => {});
    open.push(client, server, listener);
    return { client, server };
  }
  const received = (socket: Socket) =>
    new Promise<string>((resolve, reject) =>
      socket
        .once('data', (chunk) => resolve(String(chunk)))
        .once('close', () => reject(new Error('closed')))
        .once('error', reject),
    );
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => Promise.reject(new Error('was accepted')),
      (error: TlsFailure) => error,
    );

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: both ends know the name of the other', async (protocol) => {
    const { client, server } = await connectedPair();
    const [secureA, secureB] = await Promise.all([
      secureServer(
        server,
        { ...(await load(a)), minimumProtocol: protocol, maximumProtocol: protocol },
        { authorizedDistinguishedNames: [NAME_B] },
      ),
      secureClient(client, await load(b), { authorizedDistinguishedNames: [NAME_A] }),
    ]);
    expect(secureA.getProtocol()).toBe(protocol);
    expect(peerDistinguishedName(secureA)).toBe(NAME_B);
    expect(peerDistinguishedName(secureB)).toBe(NAME_A);
    const heard = received(secureA);
    secureB.write('hello');
    expect(await heard).toBe('hello');
    const answered = received(secureB);
    secureA.write('well met');
    expect(await answered).toBe('well met');
    expect(peerDistinguishedName(client)).toBeNull();
  });

  test('goes on after a plain hello, also when the handshake came in the same packet', async () => {
    const { client, server } = await connectedPair();
    client.cork();
    client.write(encodeJsonFrame(0, { service: 'agent' }));
    const secured = secureClient(client, await load(b), { authorizedDistinguishedNames: null });
    process.nextTick(() => client.uncork());
    const hello = await readFirstFrame(server, { timeoutMs: 1000 });
    expect(JSON.parse(hello.body.toString())).toEqual({ service: 'agent' });
    const secureA = await secureServer(server, await load(a), { authorizedDistinguishedNames: null });
    const heard = received(secureA);
    (await secured).write('inside');
    expect(await heard).toBe('inside');
  });

  test('small messages pass both ways within milliseconds', async () => {
    const { client, server } = await connectedPair();
    const [secureA, secureB] = await Promise.all([
      secureServer(server, await load(a), { authorizedDistinguishedNames: null }),
      secureClient(client, await load(b), { authorizedDistinguishedNames: null }),
    ]);
    secureA.on('data', (chunk) => {
      // Two small writes in a row are what waits for an acknowledgement when small messages are held back.
      secureA.write(chunk.subarray(0, 1));
      secureA.write(chunk.subarray(1));
    });
    const begun = performance.now();
    for (let round = 0; round < 20; round += 1) {
      let size = 0;
      await new Promise<void>((resolve) => {
        const onData = (chunk: Buffer) => {
          size += chunk.length;
          if (size < 10) return;
          secureB.off('data', onData);
          resolve();
        };
        secureB.on('data', onData);
        secureB.write('01234');
        secureB.write('56789');
      });
    }
    expect(performance.now() - begun).toBeLessThan(400); // one held back message costs 40 ms
  });

  test('a name that is not on the list is dropped, and the reason tells it', async () => {
    const { client, server } = await connectedPair();
    const closed = new Promise((resolve) => client.once('close', resolve));
    const secured = secureClient(client, await load(b), { authorizedDistinguishedNames: null });
    secured.then(
      (socket) => socket.on('error', () => {}).resume(),
      () => {},
    );
    const error = await failure(secureServer(server, await load(a), { authorizedDistinguishedNames: [NAME_A] }));
    expect(error).toMatchObject({ kind: 'not-authorized', distinguishedName: NAME_B });
    expect(error.message).toContain(NAME_B);
    await closed;
  });

  test('the client judges too', async () => {
    const { client, server } = await connectedPair();
    secureServer(server, await load(a), { authorizedDistinguishedNames: null }).then(
      (socket) => socket.on('error', () => {}),
      () => {},
    );
    expect(await failure(secureClient(client, await load(b), { authorizedDistinguishedNames: [NAME_B] }))).toMatchObject({
      kind: 'not-authorized',
      distinguishedName: NAME_A,
    });
  });

  test('a certificate of another authority is not accepted, and the reason tells it', async () => {
    const { client, server } = await connectedPair();
    const other = await load(await stranger.issue('other', { subject: 'CN=other' }));
    secureClient(client, { ...other, ca: (await load(a)).ca }, { authorizedDistinguishedNames: null }).then(
      (socket) => socket.on('error', () => {}),
      () => {},
    );
    const error = await failure(secureServer(server, await load(a), { authorizedDistinguishedNames: null }));
    expect(error).toMatchObject({ kind: 'not-verified', distinguishedName: 'CN=other' });
    expect(error.message).toMatch(/UNABLE_TO_/);
  });

  test.each(['server', 'client'] as const)(
    'a revoked certificate is refused by the %s with a number; one that is not on the list passes',
    async (end) => {
      const crlFile = await authority.revoke('revoked', [b.certificateFile]);
      const judge = await load({ ...a, crlFile });
      const rule = { authorizedDistinguishedNames: null };
      const meet = async (other: TlsCredentials) => {
        const { client, server } = await connectedPair();
        const [judging, judged] =
          end === 'server'
            ? [secureServer(server, judge, rule), secureClient(client, other, rule)]
            : [secureClient(client, judge, rule), secureServer(server, other, rule)];
        judged.then(
          (socket) => socket.on('error', () => {}).resume(),
          () => {},
        );
        return judging;
      };
      const error = await failure(meet(await load(b)));
      expect(error).toMatchObject({
        kind: 'not-verified',
        distinguishedName: NAME_B,
        message: `ERROR #P562: The certificate of ${NAME_B} has been revoked`,
      });
      const good = await authority.issue('good', { subject: 'CN=good' });
      expect(peerDistinguishedName(await meet(await load(good)))).toBe('CN=good');
    },
  );

  test('a list that is too old tells nothing, so nobody passes by it', async () => {
    const crlFile = await authority.revoke('outdated', [], new Date(Date.now() - 60_000));
    const { client, server } = await connectedPair();
    secureClient(client, await load(b), { authorizedDistinguishedNames: null }).then(
      (socket) => socket.on('error', () => {}).resume(),
      () => {},
    );
    const error = await failure(secureServer(server, await load({ ...a, crlFile }), { authorizedDistinguishedNames: null }));
    expect(error.message).toContain('CRL_HAS_EXPIRED');
  });

  test('a peer that speaks no TLS, closes, or is silent', async () => {
    const plain = await connectedPair();
    plain.client.write('GET / HTTP/1.0\r\n\r\n');
    expect(await failure(secureServer(plain.server, await load(a), { authorizedDistinguishedNames: null }))).toMatchObject({
      kind: 'handshake',
      distinguishedName: null,
    });
    const closing = await connectedPair();
    closing.client.destroy();
    expect(await failure(secureServer(closing.server, await load(a), { authorizedDistinguishedNames: null }))).toMatchObject({
      kind: 'handshake',
    });
    const silent = await connectedPair();
    expect(await failure(secureServer(silent.server, await load(a), { authorizedDistinguishedNames: null, timeoutMs: 50 }))).toMatchObject({
      kind: 'handshake',
      message: 'the TLS handshake timed out',
    });
    expect(silent.server.destroyed).toBe(true);
  });
});
