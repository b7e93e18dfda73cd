/** Certificates of a small authority that tests make for themselves. */
import 'reflect-metadata';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 60 * 60 * 1000;

export interface IssueOptions {
  subject: string;
  /** OIDs; default: server and client authentication. */
  extendedKeyUsages?: string[];
  validTo?: Date;
  password?: string;
}

/** Writes `<name>.cer` and `<name>.key` into `directory` and answers their paths. */
export class AuthorityForTests {
  readonly caFile: string;
  private readonly directory: string;
  private readonly keys: CryptoKeyPair;
  private readonly certificate: x509.X509Certificate;
  private serial = 1;

  private constructor(directory: string, caFile: string, keys: CryptoKeyPair, certificate: x509.X509Certificate) {
    this.directory = directory;
    this.caFile = caFile;
    this.keys = keys;
    this.certificate = certificate;
  }

  static async create(directory: string, name = 'ca'): Promise<AuthorityForTests> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: `CN=${name}, O=Test`,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + 30 * DAY_MS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    const caFile = path.join(directory, `${name}.cer`);
    fs.writeFileSync(caFile, certificate.toString('pem'));
    return new AuthorityForTests(directory, caFile, keys, certificate);
  }

  async issue(name: string, { subject, extendedKeyUsages = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'], validTo, password }: IssueOptions) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = await webcrypto.subtle.importKey('spki', pair.publicKey.export({ type: 'spki', format: 'der' }), ALGORITHM, true, [
      'verify',
    ]);
    this.serial += 1;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: this.serial.toString(16).padStart(2, '0'),
      subject,
      issuer: this.certificate.subject,
      notBefore: new Date(Date.now() - 2 * DAY_MS),
      notAfter: validTo ?? new Date(Date.now() + 10 * DAY_MS),
      publicKey: publicKey as unknown as CryptoKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: extendedKeyUsages.length > 0 ? [new x509.ExtendedKeyUsageExtension(extendedKeyUsages)] : [],
    });
    const certificateFile = path.join(this.directory, `${name}.cer`);
    const privateKeyFile = path.join(this.directory, `${name}.key`);
    fs.writeFileSync(certificateFile, certificate.toString('pem'));
    const encryption = password === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: password };
    fs.writeFileSync(privateKeyFile, pair.privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }));
    return { caFile: this.caFile, certificateFile, privateKeyFile, privateKeyPassword: password ?? '' };
  }

  /** Writes `<name>.crl`, the list of these revoked certificates, and answers its path. */
  async revoke(name: string, certificateFiles: readonly string[], nextUpdate = new Date(Date.now() + 10 * DAY_MS)): Promise<string> {
    const list = await x509.X509CrlGenerator.create({
      issuer: this.certificate.subject,
      thisUpdate: new Date(Date.now() - 3 * DAY_MS),
      nextUpdate,
      entries: certificateFiles.map((file) => ({
        serialNumber: new x509.X509Certificate(fs.readFileSync(file, 'utf8')).serialNumber,
        revocationDate: new Date(Date.now() - DAY_MS),
      })),
      signingAlgorithm: ALGORITHM,
      signingKey: this.keys.privateKey,
    });
    const file = path.join(this.directory, `${name}.crl`);
    // As OpenSSL and the product write it; the library says only CRL.
    fs.writeFileSync(
      file,
      `-----BEGIN X509 CRL-----\n${Buffer.from(list.rawData)
        .toString('base64')
        .match(/.{1,64}/g)
        ?.join('\n')}\n-----END X509 CRL-----\n`,
    );
    return file;
  }
}

async function newKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as unknown as CryptoKeyPair;
}
