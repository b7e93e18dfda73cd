/**
 * A certificate authority for one mirror's lab: makes its own certificate, and certificates for the hosts.
 *
 * Certificates are X.509 v3 in PEM; private keys are PKCS#8 in PEM, encrypted with a password, as the product wants them.
 * Loading the library takes a fifth of a second: import this file only where certificates are made.
 */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { createPrivateKey, KeyObject, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
const AUTHORITY_VALID_YEARS = 10;
const CERTIFICATE_VALID_YEARS = 5;
/** Clocks differ: a certificate is valid from an hour ago. */
const BACKDATED_MS = 3_600_000;

/** PEM texts. */
export interface IssuedCertificate {
  certificate: string;
  privateKey: string;
}

export class CertificateAuthority {
  private readonly own: x509.X509Certificate;
  private readonly signingKey: CryptoKey;

  private constructor(own: x509.X509Certificate, signingKey: CryptoKey) {
    this.own = own;
    this.signingKey = signingKey;
  }

  /** PEM: what every member trusts. */
  get certificate(): string {
    return `${this.own.toString('pem')}\n`;
  }

  /** A new self-signed authority that may sign hosts but no further authorities. `subject`: e.g. `CN=iscCA,O=…`. */
  static async create(subject: string): Promise<CertificateAuthority> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const own = await x509.X509CertificateGenerator.createSelfSigned({
      name: subject,
      keys,
      serialNumber: newSerialNumber(),
      ...validFor(AUTHORITY_VALID_YEARS),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new CertificateAuthority(own, keys.privateKey);
  }

  /** An authority kept earlier with `export`. Throws when the password is wrong. */
  static async open(kept: IssuedCertificate, password: string): Promise<CertificateAuthority> {
    const der = createPrivateKey({ key: kept.privateKey, passphrase: password }).export({ type: 'pkcs8', format: 'der' });
    const signingKey = await crypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
    return new CertificateAuthority(new x509.X509Certificate(kept.certificate), signingKey);
  }

  export(password: string): IssuedCertificate {
    return { certificate: this.certificate, privateKey: encrypt(this.signingKey, password) };
  }

  /**
   * A certificate for a server that is also a client, as mirror members are. `subject` must be unique: it is how members know each other.
   */
  async issue(request: { subject: string; dnsNames: string[]; ipAddresses: string[]; password: string }): Promise<IssuedCertificate> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const names = [
      ...request.dnsNames.map((value) => ({ type: 'dns' as const, value })),
      ...request.ipAddresses.map((value) => ({ type: 'ip' as const, value })),
    ];
    const certificate = await x509.X509CertificateGenerator.create({
      subject: request.subject,
      issuer: this.own.subject,
      publicKey: keys.publicKey,
      signingKey: this.signingKey,
      serialNumber: newSerialNumber(),
      ...validFor(CERTIFICATE_VALID_YEARS),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension(names),
        await x509.AuthorityKeyIdentifierExtension.create(this.own),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { certificate: `${certificate.toString('pem')}\n`, privateKey: encrypt(keys.privateKey, request.password) };
  }
}

const encrypt = (key: CryptoKey, password: string) =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: password }).toString();

/** Positive by its first bit, as RFC 5280 4.1.2.2 demands. */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function validFor(years: number): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(Date.now() - BACKDATED_MS);
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + years);
  return { notBefore, notAfter };
}
