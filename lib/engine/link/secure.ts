/**
 * TLS on a connection that is already open: both ends say so in plain text, then the same connection goes on encrypted.
 *
 * Both ends show a certificate, and each judges the other's itself. Node would judge too, but as a server it then hides why it
 * refused; so it is told to accept, and the judgement is made here, with a reason that a log can print. Host names play no part: a member
 * is known by its distinguished name. Source: engine facts 7.2, 7.3.
 */
import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { TlsFiles } from '../../contract/commands.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { readOrdinary } from '../ports/ordinary-file.ts';
import { systemClock } from '../ports/clock.ts';
import { HANDSHAKE_MS } from '../../machine/waits.ts';

const EXTENDED_KEY_USAGES = [
  { oid: '1.3.6.1.5.5.7.3.1', name: 'serverAuth' },
  { oid: '1.3.6.1.5.5.7.3.2', name: 'clientAuth' },
];
/** Engine facts 7.3. */
const DISTINGUISHED_NAME_LENGTH_MAX = 1024;
/** The order in which a distinguished name is written; what is not listed follows in the order of the certificate. */
const NAME_ORDER = ['CN', 'OU', 'O', 'L', 'ST', 'C'];

/** What one end needs to show who it is and to judge the other. The key is decrypted; keep the value in memory only. */
export interface TlsCredentials {
  readonly key: string;
  /** Own certificate first, then intermediate ones. PEM. */
  readonly cert: string;
  /** Every certificate that is trusted to issue. PEM. */
  readonly ca: string;
  /** What is revoked, by every authority of a chain. PEM; '': nobody asks. */
  readonly crl: string;
  readonly minimumProtocol: tls.SecureVersion;
  readonly maximumProtocol: tls.SecureVersion;
  readonly distinguishedName: string;
}

/** `not-authorized`: a good certificate of somebody who is not on the list. */
export type TlsFailureKind = 'handshake' | 'no-certificate' | 'not-verified' | 'not-authorized';

/** Why a connection did not become, or did not stay, a TLS connection. `distinguishedName` is the peer's, as far as it is known. */
export class TlsFailure extends Error {
  readonly kind: TlsFailureKind;
  readonly distinguishedName: string | null;
  constructor(kind: TlsFailureKind, message: string, distinguishedName: string | null = null) {
    super(message);
    this.kind = kind;
    this.distinguishedName = distinguishedName;
  }
}

export interface PeerRule {
  /** Distinguished names that may connect, as `distinguishedNameOf` writes them; null: any that the CA issued. */
  readonly authorizedDistinguishedNames: readonly string[] | null;
  readonly timeoutMs?: number;
}

/**
 * The subject of a certificate on one line: `CN=…,OU=…,O=…,L=…,ST=…,C=…`, then any other attribute in the order of the certificate;
 * characters with a meaning are escaped as in RFC 4514. The same certificate always gives the same text, so names are compared as strings.
 */
export function distinguishedNameOf(certificate: X509Certificate): string {
  const parts = certificate.subject.split('\n').filter((part) => part !== '');
  const rank = (part: string) => {
    const index = NAME_ORDER.indexOf(part.slice(0, part.indexOf('=')));
    return index === -1 ? NAME_ORDER.length : index;
  };
  return [...parts].sort((one, other) => rank(one) - rank(other)).join(',');
}

/** Kept from the handshake: as a client, Node gives the peer's certificate only once. */
const peerNames = new WeakMap<Socket, string>();

/** The peer's distinguished name on a socket that `secureServer` or `secureClient` made; null on a plain connection. */
export const peerDistinguishedName = (socket: Socket): string | null => peerNames.get(socket) ?? null;

/** The version of TLS on a socket, as `TLSv1.3`; null on a plain connection. */
export const tlsProtocolOf = (socket: Socket): string | null => (socket instanceof tls.TLSSocket ? socket.getProtocol() : null);

/**
 * Makes this end the TLS server of `socket`. The socket must be paused; bytes already read from it must have been put back with `unshift`.
 * Resolves with the socket to use from now on, paused. Rejects with `TlsFailure`; the connection is then destroyed.
 */
export function secureServer(socket: Socket, credentials: TlsCredentials, rule: PeerRule): Promise<tls.TLSSocket> {
  const server = tls.createServer({ ...contextOf(credentials), requestCert: true, rejectUnauthorized: false });
  return settle(socket, rule, (done, fail) => {
    server.once('secureConnection', done);
    server.once('tlsClientError', fail);
    server.emit('connection', socket);
  });
}

/**
 * Makes this end the TLS client of `socket`. As `secureServer`. With TLS 1.3 the server judges this end's certificate only after this
 * resolves:
 * the link is up when the first bytes of the server have come; a refusal comes as a later close.
 */
export function secureClient(socket: Socket, credentials: TlsCredentials, rule: PeerRule): Promise<tls.TLSSocket> {
  return settle(socket, rule, (done, fail) => {
    const secure = tls.connect({ ...contextOf(credentials), socket, rejectUnauthorized: false, checkServerIdentity: () => undefined });
    secure.once('secureConnect', () => done(secure));
    secure.once('error', fail);
  });
}

const contextOf = ({ key, cert, ca, crl, minimumProtocol, maximumProtocol }: TlsCredentials) => ({
  key,
  cert,
  ca,
  ...(crl === '' ? {} : { crl }),
  minVersion: minimumProtocol,
  maxVersion: maximumProtocol,
});

function settle(
  socket: Socket,
  rule: PeerRule,
  begin: (done: (secure: tls.TLSSocket) => void, fail: (error: Error) => void) => void,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const fail = (failure: TlsFailure) => {
      stopTimer();
      socket.off('close', onClose);
      socket.destroy();
      reject(failure);
    };
    const onClose = () => fail(new TlsFailure('handshake', 'the peer closed the connection during the TLS handshake'));
    const stopTimer = systemClock.after(rule.timeoutMs ?? HANDSHAKE_MS, () =>
      fail(new TlsFailure('handshake', 'the TLS handshake timed out')),
    );
    socket.once('close', onClose);
    // The encrypted socket reports errors to its owner; the one underneath must not end the process with them.
    socket.on('error', () => {});
    socket.setNoDelay(true);
    begin(
      (secure) => {
        const failure = judgePeer(secure, rule);
        if (failure) {
          secure.on('error', () => {});
          secure.destroy();
          return fail(failure);
        }
        stopTimer();
        socket.off('close', onClose);
        // Small messages must not wait for the acknowledgement of the previous one.
        secure.setNoDelay(true);
        resolve(secure);
      },
      (error) => fail(new TlsFailure('handshake', error.message)),
    );
  });
}

/** Why this peer may not stay, or null; then its name is remembered. */
function judgePeer(secure: tls.TLSSocket, { authorizedDistinguishedNames }: PeerRule): TlsFailure | null {
  const certificate = secure.getPeerX509Certificate();
  if (!certificate) return new TlsFailure('no-certificate', 'the peer did not show a certificate');
  const name = distinguishedNameOf(certificate);
  if (!secure.authorized)
    return new TlsFailure('not-verified', whyNotVerified(name, String(secure.authorizationError ?? 'unknown reason')), name);
  if (authorizedDistinguishedNames && !authorizedDistinguishedNames.includes(name))
    return new TlsFailure('not-authorized', `${name} is not an authorized member of this mirror`, name);
  peerNames.set(secure, name);
  return null;
}

/** The reason is OpenSSL's name for it. */
function whyNotVerified(name: string, reason: string): string {
  if (reason === 'CERT_REVOKED') return refusalText({ code: 'P562', args: [name] }, 'en');
  // A list that is too old tells nothing: whoever was revoked since would pass.
  if (/CRL/.test(reason)) return `the CRL file does not tell whether the certificate of ${name} has been revoked (${reason})`;
  return `the certificate of ${name} was not accepted: ${reason}`;
}

/** Where the parts of an instance's TLS identity lie. Protocols default to TLS 1.2 to 1.3. */
export type CredentialFiles = Pick<TlsFiles, 'caFile' | 'certificateFile' | 'privateKeyFile' | 'privateKeyPassword'> &
  Partial<Pick<TlsFiles, 'crlFile' | 'minimumProtocol' | 'maximumProtocol'>>;

/**
 * Reads and checks the files of one end. The refusal names the form field to mark: 741 no CA file, 740 no certificate file, 2203 no such
 * key file,
 * 2207 the key is encrypted and no password is given, 732 the password does not open it, 733 key and certificate do not belong together,
 * 734 the certificate is not of this CA, not valid at `now`, or not made for both ends of a connection, or the CRL file holds no list, 2175
 * its distinguished name is too long.
 */
export async function loadTlsCredentials(files: CredentialFiles, now: Date): Promise<Outcome<TlsCredentials>> {
  const { caFile, certificateFile, privateKeyFile, privateKeyPassword } = files;
  if (caFile.trim() === '') return refused('741', [], 'caFile');
  if (certificateFile.trim() === '') return refused('740', [], 'certificateFile');
  const doubt = (field: string, reason: string) => refused('734', [certificateFile, caFile, reason], field);

  const ca = await readCertificates(caFile);
  if (!ca.ok) return doubt('caFile', `CA file: ${ca.reason}`);
  const crl = await readRevocations(files.crlFile?.trim() ?? '');
  if (!crl.ok) return doubt('crlFile', `CRL file: ${crl.reason}`);
  const own = await readCertificates(certificateFile);
  if (!own.ok) return doubt('certificateFile', `certificate file: ${own.reason}`);
  const [certificate, ...intermediate] = own.certificates as [X509Certificate, ...X509Certificate[]];

  const key = await readPrivateKey(privateKeyFile, privateKeyPassword ?? '');
  if (!key.ok) return key;
  if (!certificate.checkPrivateKey(key.value)) return refused('733', [certificateFile, privateKeyFile], 'privateKeyFile');
  const problem = findIssuerProblem(certificate, intermediate, ca.certificates, now) ?? findUsageProblem(certificate);
  if (problem) return doubt('certificateFile', problem);
  const distinguishedName = distinguishedNameOf(certificate);
  if (distinguishedName.length > DISTINGUISHED_NAME_LENGTH_MAX) return refused('2175', [], 'certificateFile');

  return accepted({
    key: key.value.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem(own.certificates),
    ca: toPem(ca.certificates),
    crl: crl.lists,
    minimumProtocol: files.minimumProtocol ?? 'TLSv1.2',
    maximumProtocol: files.maximumProtocol ?? 'TLSv1.3',
    distinguishedName,
  });
}

/** A bundle of every authority that the world trusts is a quarter of it. */
const CREDENTIAL_BYTES_MAX = 1024 * 1024;
/** Lists of large authorities have some megabytes. */
const REVOCATIONS_BYTES_MAX = 16 * 1024 * 1024;

const toPem = (certificates: readonly X509Certificate[]) => certificates.map((certificate) => certificate.toString()).join('');

/** In OpenSSL's words for a file that is missing. */
const whyNotRead = ({ args }: Refusal) => (args[1] === 'it is not there' ? 'no such file' : (args[1] ?? ''));

async function readCertificates(file: string): Promise<{ ok: true; certificates: X509Certificate[] } | { ok: false; reason: string }> {
  const read = await readOrdinary(file, CREDENTIAL_BYTES_MAX);
  if (!read.ok) return { ok: false, reason: whyNotRead(read.refusal) };
  try {
    const blocks = read.value.toString().match(/-----BEGIN (TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (TRUSTED )?CERTIFICATE-----/g);
    if (!blocks) return { ok: false, reason: 'it holds no certificate' };
    return { ok: true, certificates: blocks.map((block) => new X509Certificate(block)) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** One list or several, as PEM. Node reads it only when it makes a context: that is tried here. */
async function readRevocations(file: string): Promise<{ ok: true; lists: string } | { ok: false; reason: string }> {
  if (file === '') return { ok: true, lists: '' };
  const read = await readOrdinary(file, REVOCATIONS_BYTES_MAX);
  if (!read.ok) return { ok: false, reason: whyNotRead(read.refusal) };
  try {
    const lists = read.value.toString().match(/-----BEGIN X509 CRL-----[\s\S]+?-----END X509 CRL-----/g);
    if (!lists) return { ok: false, reason: 'it holds no revocation list' };
    for (const crl of lists) tls.createSecureContext({ crl });
    return { ok: true, lists: lists.join('\n') };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function readPrivateKey(file: string, password: string): Promise<Outcome<KeyObject>> {
  const read = await readOrdinary(file, CREDENTIAL_BYTES_MAX);
  if (!read.ok) return refused('2203', [file], 'privateKeyFile');
  const pem = read.value.toString();
  const isEncrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem);
  if (isEncrypted && password === '') return refused('2207', [], 'privateKeyPassword');
  try {
    return accepted(createPrivateKey({ key: pem, ...(isEncrypted ? { passphrase: password } : {}) }));
  } catch {
    return refused('732', [file], isEncrypted ? 'privateKeyPassword' : 'privateKeyFile');
  }
}

/** Follows the issuers up to a certificate of the CA file that issued itself. Words as OpenSSL's. */
function findIssuerProblem(
  certificate: X509Certificate,
  intermediate: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  now: Date,
): string | null {
  let current = certificate;
  for (let depth = 0; depth <= intermediate.length + trusted.length; depth += 1) {
    if (now < new Date(current.validFrom)) return 'certificate is not yet valid';
    if (now > new Date(current.validTo)) return 'certificate has expired';
    const issuer = [...trusted, ...intermediate].find((candidate) => current.checkIssued(candidate));
    if (!issuer) return 'unable to get local issuer certificate';
    if (!current.verify(issuer.publicKey)) return 'certificate signature failure';
    if (issuer.fingerprint256 === current.fingerprint256)
      return trusted.includes(issuer) ? null : 'self-signed certificate in certificate chain';
    current = issuer;
  }
  return 'certificate chain too long';
}

/** A member is client of one connection and server of the next: a certificate that lists purposes must list both (engine facts 7.3). */
function findUsageProblem(certificate: X509Certificate): string | null {
  const usages: readonly string[] | undefined = certificate.keyUsage; // Node's name for the extended key usage
  if (!usages || usages.length === 0) return null;
  const missing = EXTENDED_KEY_USAGES.find(({ oid }) => !usages.includes(oid));
  return missing ? `unsupported certificate purpose: Extended Key Usage lacks ${missing.name}` : null;
}
