/**
 * Lays the notes' certificate files into each instance's `mgr` directory, as an administrator would before the mirror is set up, and
 * further ones on demand.
 */
import fs from 'node:fs';
import path from 'node:path';
import { LAB_KEY_PASSWORD } from '../../contract/units.ts';
import type { CertificateAuthority } from '../pki/certificate-authority.ts';
import type { LabPaths } from './paths.ts';
import type { HostPlan } from './plan.ts';

const ORGANISATION = 'O=Mirror Portal Lab,C=CN';

/** What laying down needs to know of a host. */
export interface CertifiedHost {
  readonly plan: HostPlan;
  readonly instances: readonly { readonly directory: string }[];
}

/** The notes call the first host's files `iscCASigned`, the others' carry the host's name. */
export const certificateNameOf = (host: string) => (host === 'servera' ? 'iscCASigned' : `iscCASigned${host}`);

/** Makes what is missing: the authority (kept in the data folder, for hosts to come) and each host's files. Existing files stay. */
export async function layDownCertificates(paths: LabPaths, hosts: readonly CertifiedHost[]): Promise<void> {
  const missing = hosts.filter(({ plan, instances }) =>
    instances.some(({ directory }) => !fs.existsSync(path.join(directory, 'mgr', `${certificateNameOf(plan.name)}.cer`))),
  );
  if (missing.length === 0) return;
  const authority = await openAuthority(paths);
  await Promise.all(
    missing.map((host) =>
      layDown(authority, host, { fileName: certificateNameOf(host.plan.name), subject: `CN=${host.plan.name}.iris,${ORGANISATION}` }),
    ),
  );
}

/**
 * Another certificate for a host, `iscCASigned2.cer` and so on, of the same authority and with a distinguished name that the host never
 * had. Answers the files, one for each instance.
 */
export async function issueCertificate(
  paths: LabPaths,
  host: CertifiedHost,
): Promise<{ certificateFiles: string[]; distinguishedName: string }> {
  const name = certificateNameOf(host.plan.name);
  const fileOf = (directory: string, number: number, kind = 'cer') => path.join(directory, 'mgr', `${name}${number}.${kind}`);
  let number = 2;
  while (host.instances.some(({ directory }) => ['cer', 'key'].some((kind) => fs.existsSync(fileOf(directory, number, kind))))) number += 1;
  const distinguishedName = `CN=${host.plan.name}.iris,OU=Certificate ${number},${ORGANISATION}`;
  await layDown(await openAuthority(paths), host, { fileName: `${name}${number}`, subject: distinguishedName });
  return { certificateFiles: host.instances.map(({ directory }) => fileOf(directory, number)), distinguishedName };
}

async function openAuthority(paths: LabPaths): Promise<CertificateAuthority> {
  const { CertificateAuthority } = await import('../pki/certificate-authority.ts');
  const kept = path.join(paths.data, 'lab', 'ca');
  const keptCertificate = path.join(kept, 'iscCA.cer');
  const keptKey = path.join(kept, 'iscCA.key');
  if (fs.existsSync(keptCertificate) && fs.existsSync(keptKey))
    return CertificateAuthority.open(
      { certificate: fs.readFileSync(keptCertificate, 'utf8'), privateKey: fs.readFileSync(keptKey, 'utf8') },
      LAB_KEY_PASSWORD,
    );
  const authority = await CertificateAuthority.create(`CN=iscCA,${ORGANISATION}`);
  const exported = authority.export(LAB_KEY_PASSWORD);
  fs.mkdirSync(kept, { recursive: true });
  writeKey(keptKey, exported.privateKey);
  fs.writeFileSync(keptCertificate, exported.certificate);
  return authority;
}

async function layDown(
  authority: CertificateAuthority,
  { plan, instances }: CertifiedHost,
  { fileName, subject }: { fileName: string; subject: string },
): Promise<void> {
  const issued = await authority.issue({
    subject,
    dnsNames: [plan.name, `${plan.name}.iris`],
    ipAddresses: plan.cards.map((card) => card.address),
    password: LAB_KEY_PASSWORD,
  });
  for (const { directory } of instances) {
    const mgr = path.join(directory, 'mgr');
    fs.mkdirSync(mgr, { recursive: true });
    // One that is there may be read at this moment, or another authority's.
    if (!fs.existsSync(path.join(mgr, 'iscCA.cer'))) fs.writeFileSync(path.join(mgr, 'iscCA.cer'), authority.certificate);
    writeKey(path.join(mgr, `${fileName}.key`), issued.privateKey);
    // Last: its presence says that the set is complete.
    fs.writeFileSync(path.join(mgr, `${fileName}.cer`), issued.certificate);
  }
}

const writeKey = (file: string, pem: string) => fs.writeFileSync(file, pem, { mode: 0o600 });
