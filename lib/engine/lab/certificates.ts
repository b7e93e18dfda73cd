/** Lays the notes' certificate files into each instance's `mgr` directory, as an administrator would before the mirror is set up. */
import fs from 'node:fs';
import path from 'node:path';
import type { LabPaths } from './paths.ts';
import type { HostPlan } from './plan.ts';

/** The password of every private key of the lab. It guards nothing real; the Lab page and the README tell it. */
export const LAB_KEY_PASSWORD = 'mirror';
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
  const missing = hosts.filter(({ plan, instances }) => instances.some(({ directory }) => !fs.existsSync(path.join(directory, 'mgr', `${certificateNameOf(plan.name)}.cer`))));
  if (missing.length === 0) return;
  const { CertificateAuthority } = await import('../pki/certificate-authority.ts');
  const kept = path.join(paths.data, 'lab', 'ca');
  const keptCertificate = path.join(kept, 'iscCA.cer');
  const keptKey = path.join(kept, 'iscCA.key');
  const isKept = fs.existsSync(keptCertificate) && fs.existsSync(keptKey);
  const authority = isKept
    ? await CertificateAuthority.open({ certificate: fs.readFileSync(keptCertificate, 'utf8'), privateKey: fs.readFileSync(keptKey, 'utf8') }, LAB_KEY_PASSWORD)
    : await CertificateAuthority.create(`CN=iscCA,${ORGANISATION}`);
  if (!isKept) {
    const exported = authority.export(LAB_KEY_PASSWORD);
    fs.mkdirSync(kept, { recursive: true });
    writeKey(keptKey, exported.privateKey);
    fs.writeFileSync(keptCertificate, exported.certificate);
  }
  await Promise.all(
    missing.map(async ({ plan, instances }) => {
      const issued = await authority.issue({
        subject: `CN=${plan.name}.iris,${ORGANISATION}`,
        dnsNames: [plan.name, `${plan.name}.iris`],
        ipAddresses: plan.cards.map((card) => card.address),
        password: LAB_KEY_PASSWORD,
      });
      for (const { directory } of instances) {
        const mgr = path.join(directory, 'mgr');
        fs.mkdirSync(mgr, { recursive: true });
        fs.writeFileSync(path.join(mgr, 'iscCA.cer'), authority.certificate);
        writeKey(path.join(mgr, `${certificateNameOf(plan.name)}.key`), issued.privateKey);
        // Last: its presence says that the set is complete.
        fs.writeFileSync(path.join(mgr, `${certificateNameOf(plan.name)}.cer`), issued.certificate);
      }
    }),
  );
}

const writeKey = (file: string, pem: string) => fs.writeFileSync(file, pem, { mode: 0o600 });
