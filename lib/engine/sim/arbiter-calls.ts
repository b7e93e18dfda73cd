/** How a simulated member speaks with the arbiter. */
import type { ArbiterMessage } from '../mirror/dialogue.ts';
import type { ArbiterReply, ArbiterRequest } from './messages.ts';
import { CALL_TIMEOUT_MS, type Network, type Side } from './network.ts';
import type { Process } from './process.ts';

/** Who calls. */
interface Caller {
  readonly world: { readonly network: Network };
  readonly host: { readonly self: { readonly guid: string } };
  readonly process: Process;
}

interface ArbiterEvents {
  opened(incarnation: string): void;
  said(message: ArbiterMessage): void;
  /** It was never opened, or is open no more. */
  closed(): void;
}

/** The connection is returned at once. */
export function connectArbiter({ world, host, process }: Caller, events: ArbiterEvents): Side {
  const side = world.network.connect(process, { host: 'c', service: 'arbiter', timeoutMs: CALL_TIMEOUT_MS });
  side.onOpened = () => world.network.send(side, { kind: 'hello', member: host.self.guid } satisfies ArbiterRequest);
  side.onClosed = () => events.closed();
  side.onMessage = (reply: ArbiterReply) => {
    if (reply.kind === 'welcome') events.opened(reply.incarnation);
    else events.said(reply.message);
  };
  return side;
}
