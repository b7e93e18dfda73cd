/** Asks the engine beside the screen, through the same door that the pages use: a screen must not be its own witness. */
import type { ArbiterView } from '../../lib/contract/arbiter.ts';
import type { InstanceCommand, LabCommand } from '../../lib/contract/commands.ts';
import type { Outcome } from '../../lib/contract/errors.ts';
import type { Target } from '../../lib/contract/live.ts';
import {
  type InstanceQueryInput,
  type InstanceQueryKind,
  instanceQueries,
  type InstanceView,
  labQueries,
  type LabView,
} from '../../lib/contract/views.ts';

export function engineDoorOf({ url, token }: { url: string; token: string }) {
  async function post(address: string, body: unknown): Promise<Outcome<unknown>> {
    const response = await fetch(url + address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Outcome<unknown>;
  }
  const accepted = (what: string, outcome: Outcome<unknown>) => {
    if (!outcome.ok) throw new Error(`${what} was refused: #${outcome.refusal.code} ${outcome.refusal.args.join(', ')}`);
    return outcome.value;
  };
  const pathOf = (target: Target) => `/api/${target.toLowerCase()}`;
  return {
    async askInstance<Kind extends InstanceQueryKind>(
      target: Target,
      query: Kind,
      input: InstanceQueryInput<Kind>,
    ): Promise<InstanceView<Kind>> {
      const outcome = await post(`${pathOf(target)}/query/${query}`, input);
      return instanceQueries[query].output.parse(accepted(`${query} of ${target}`, outcome)) as InstanceView<Kind>;
    },
    async askLab(): Promise<LabView> {
      return labQueries.lab.output.parse(accepted('lab', await post('/api/lab/query/lab', {})));
    },
    async askArbiter(host: string): Promise<ArbiterView> {
      return labQueries.arbiter.output.parse(accepted('arbiter', await post('/api/lab/query/arbiter', { host })));
    },
    /** What it answers, also when that is a refusal. */
    tryInstance: (target: Target, command: InstanceCommand) => post(`${pathOf(target)}/command`, command),
    async orderLab(command: LabCommand): Promise<void> {
      accepted(command.kind, await post('/api/lab/command', command));
    },
  };
}
export type EngineDoor = ReturnType<typeof engineDoorOf>;
