/** Filling databases of a lab, reading them back whole, and comparing members node by node. */
import type { InstanceView } from '../../lib/contract/views.ts';
import { type AprilLab, HEALTHY_DEADLINE_MS, until } from './april-lab.ts';

const SETS_PER_REQUEST = 1000;
const NODES_PER_PAGE = 500;

/** `^global(from)` to `^global(from+count-1)`, written by a client through the virtual IP. Rejects with what the primary refuses. */
export async function writeNodes(
  lab: AprilLab,
  name: string,
  { global, from, count }: { global: string; from: number; count: number },
): Promise<void> {
  const client = await lab.connect();
  try {
    for (let start = from; start < from + count; start += SETS_PER_REQUEST) {
      const nodes = Array.from({ length: Math.min(SETS_PER_REQUEST, from + count - start) }, (_, index) => [
        [global, start + index],
        `value ${start + index}`,
      ]).flat() as (string | (string | number)[])[];
      const reply = await client.request({ op: 'set-many', job: 1, database: name, nodes });
      if (!reply.ok) throw new Error(`${reply.code} ${reply.args.join(' ')}`);
    }
  } finally {
    client.close();
  }
}

/** Every node of a database, in order. */
export async function contentsOf(lab: AprilLab, host: string, database: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of (await lab.ask(host, 'global-list', { database })).globals) {
    for (let after: string | null = null; ; ) {
      const page: InstanceView<'global-nodes'> = await lab.ask(host, 'global-nodes', {
        database,
        reference: `^${name}`,
        after,
        limit: NODES_PER_PAGE,
      });
      found.push(...page.nodes.map(({ reference, value }) => `${reference}=${value}`));
      after = page.nodes.at(-1)?.reference ?? null;
      if (!page.more || after === null) break;
    }
  }
  return found;
}

/** Waits until serverb has what servera has, node by node; answers how many nodes that are. */
export const expectEqualOnBoth = (lab: AprilLab, database: string): Promise<number> => expectEqualOn(lab, database, ['serverb']);

/** With nothing being written: waits until every host has what the primary has, node by node; answers how many nodes that are. */
export async function expectEqualOn(lab: AprilLab, database: string, hosts: readonly string[], primary = 'servera'): Promise<number> {
  const wanted = await contentsOf(lab, primary, database);
  for (const host of hosts) {
    await until(`${database} is the same on ${host}`, HEALTHY_DEADLINE_MS, async () => {
      const there = await contentsOf(lab, host, database);
      const first = wanted.findIndex((node, index) => node !== there[index]);
      if (first >= 0 || there.length !== wanted.length)
        throw new Error(`${there.length} of ${wanted.length} nodes, first difference at ${first}: ${wanted[first]} ${there[first]}`);
      return true;
    });
  }
  return wanted.length;
}
