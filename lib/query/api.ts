import type { InstanceCommand, LabCommand } from '../contract/commands.ts';
import type { Outcome, Refusal } from '../contract/errors.ts';
import { refused } from '../contract/outcome.ts';
import type { Target } from '../contract/live.ts';
import type { InstanceQueryInput, InstanceQueryKind, InstanceView } from '../contract/views.ts';

const addressOf = (target: Target) => (target === 'lab' ? '/api/lab' : `/api/${target.toLowerCase()}`);

async function call<Value>(url: string, init?: RequestInit): Promise<Outcome<Value>> {
  try {
    const response = await fetch(url, { cache: 'no-store', ...init });
    // The route answers with an Outcome, checked against the contract there.
    return (await response.json()) as Outcome<Value>;
  } catch {
    return refused('P106');
  }
}

/** Why there is no stream at this address: a browser does not tell it to the page. null when there is one now, or nobody answers. */
export async function whyNoStream(url: string): Promise<Refusal | null> {
  const ended = new AbortController();
  try {
    const response = await fetch(url, { cache: 'no-store', signal: ended.signal });
    const outcome = response.ok ? null : ((await response.json()) as Outcome<unknown>);
    return outcome === null || outcome.ok ? null : outcome.refusal;
  } catch {
    return null;
  } finally {
    ended.abort();
  }
}

/** The one door for changes. */
export function postCommand(target: Target, command: InstanceCommand | LabCommand): Promise<Outcome<unknown>> {
  return call(`${addressOf(target)}/command`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(command),
  });
}

/** One answer to a question that is asked once: a page of nodes, the description of a mirror. */
export function askInstance<K extends InstanceQueryKind>(
  target: Target,
  query: K,
  input: InstanceQueryInput<K>,
): Promise<Outcome<InstanceView<K>>> {
  return call(`${addressOf(target)}/query/${query}?input=${encodeURIComponent(JSON.stringify(input))}`);
}
