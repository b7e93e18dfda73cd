/** The April mirror with async members: two failover members and whatever asyncs a test wants, on hosts of their own. */
import path from 'node:path';
import type { AsyncKind } from '../../lib/contract/async-members.ts';
import type { InstanceView } from '../../lib/contract/views.ts';
import { type AprilLab, HEALTHY_DEADLINE_MS, MEMBERS, START_DEADLINE_MS, until } from './april-lab.ts';

export const ASYNC_DEADLINE_MS = 30_000;

/** Hosts of the lab beyond the failover members' own and the arbiter's; the first two are there from the start. */
export const publicAddressOf = (host: string) => `172.16.58.${104 + host.charCodeAt(6) - 'd'.charCodeAt(0)}`;
export const addressOf = (host: string) => (host === 'servera' || host === 'serverb' ? MEMBERS[host].publicAddress : publicAddressOf(host));

export async function addHost(lab: AprilLab, host: string): Promise<void> {
  if (!(await lab.view()).hosts.some(({ name }) => name === host)) await lab.orderLab({ kind: 'add-host' });
  await until(`the instance of ${host} runs`, START_DEADLINE_MS, async () => (await lab.host(host)).instances[0]?.state === 'running');
}

export async function setUpTls(
  lab: AprilLab,
  host: string,
  { certificate: name = `iscCASigned${host}`, authority = 'iscCA' }: { certificate?: string; authority?: string } = {},
): Promise<void> {
  const mgr = path.join(await lab.instanceDirectory(host), 'mgr');
  await lab.order(host, {
    kind: 'save-tls',
    caFile: path.join(mgr, `${authority}.cer`),
    certificateFile: path.join(mgr, `${name}.cer`),
    privateKeyFile: path.join(mgr, `${name}.key`),
    privateKeyPassword: 'mirror',
    minimumProtocol: 'TLSv1.2',
    maximumProtocol: 'TLSv1.3',
  });
}

/** From the agent of `through`, a failover member. Answers what the command answers. */
export async function joinAsync(
  lab: AprilLab,
  host: string,
  memberKind: AsyncKind,
  {
    useTls = true,
    through = 'servera',
    ...files
  }: { useTls?: boolean; through?: 'servera' | 'serverb'; certificate?: string; authority?: string } = {},
): Promise<{ kind: 'added' | 'pending' }> {
  await lab.order(host, { kind: 'enable-mirror-service', enabled: true });
  if (useTls) await setUpTls(lab, host, files);
  if (memberKind === 'disaster-recovery') await lab.orderLab({ kind: 'start-agent', host }).catch(() => undefined);
  return lab.order(host, {
    kind: 'join-as-async',
    mirrorName: 'APRIL',
    other: { agentAddress: MEMBERS[through].publicAddress, agentPort: 2188, instanceName: 'IRIS' },
    memberKind,
    memberName: `${host.toUpperCase()}/IRIS`,
    address: addressOf(host),
    agentAddress: addressOf(host),
    agentPort: 2188,
  });
}

export async function connected(lab: AprilLab, host: string): Promise<void> {
  await until(`${host} is connected`, HEALTHY_DEADLINE_MS, async () => {
    const { role } = await lab.ask(host, 'mirror-monitor', {});
    if (role !== 'connected') throw new Error(role);
    return true;
  });
}

/** Of a member as another one shows it. */
export async function rowOf(lab: AprilLab, seenBy: string, host: string): Promise<InstanceView<'mirror-monitor'>['members'][number]> {
  const { members } = await lab.ask(seenBy, 'mirror-monitor', {});
  const row = members.find(({ name }) => name === `${host.toUpperCase()}/IRIS`);
  if (!row) throw new Error(`${seenBy} shows no ${host}`);
  return row;
}

/** Every node of a global, in order. */
export async function nodesOf(lab: AprilLab, host: string, reference: string): Promise<string[]> {
  const nodes: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: InstanceView<'global-nodes'> = await lab.ask(host, 'global-nodes', { database: 'DATA', reference, after, limit: 500 });
    nodes.push(...page.nodes.map(({ reference: at, value }) => `${at}=${value}`));
    if (!page.more) return nodes;
    after = page.nodes.at(-1)?.reference ?? null;
  }
}
