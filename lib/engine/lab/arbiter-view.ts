/** What the page of an arbiter shows, of a host of the lab. */
import type { ArbiterView } from '../../contract/arbiter.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { AGENT_PORT } from '../../contract/units.ts';
import type { Lab } from './lab.ts';

/** Refuses with P104. */
export function viewArbiter(lab: Lab, { host }: { host: string }): Outcome<ArbiterView> {
  const machine = lab.machine(host);
  if (!machine) return refused('P104', ['host', host]);
  const { plan, agent, arbiter } = machine;
  const { standing } = arbiter;
  const isRunning = agent.state === 'running' || agent.state === 'paused';
  return accepted({
    host,
    addresses: (lab.fabric.world.hosts.find(({ name }) => name === host)?.cards ?? []).flatMap(({ addresses }) =>
      addresses.map(({ address }) => address),
    ),
    port: AGENT_PORT,
    agent: !plan.agent.installed ? 'not-installed' : !isRunning ? 'stopped' : standing ? 'serving' : 'silent',
    version: plan.agent.installed ? plan.agent.version : '',
    standing: isRunning ? standing : null,
  });
}
