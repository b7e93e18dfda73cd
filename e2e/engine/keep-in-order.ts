import { afterEach } from 'vitest';
import { type AprilLab, MEMBERS } from './april-lab.ts';
import type { LoadedClients } from './loaded-clients.ts';

/**
 * After each test that broke off: what it left broken would fail all that come after it, each at the end of a long wait. For files whose
 * tests do not build on each other.
 */
export function keepInOrder(lab: () => AprilLab, load: () => LoadedClients | undefined = () => undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await load()?.stop();
    await putInOrder(lab());
  });
}

/** Refusals say that there was nothing to do. Hosts that only asyncs have stay as they are. */
async function putInOrder(lab: AprilLab): Promise<void> {
  const order = (...[command]: Parameters<AprilLab['orderLab']>) => lab.orderLab(command).catch(() => undefined);
  const { hosts, cuts } = await lab.view();
  for (const { from, to } of cuts) await order({ kind: 'cut-path', from, to, bothWays: false, cut: false });
  for (const { name: host, cards, instances } of hosts.filter(({ name, instances: on }) => name in MEMBERS || on.length === 0)) {
    await order({ kind: 'power-on-host', host });
    for (const { name: card, plugged } of cards) if (!plugged) await order({ kind: 'plug-card', host, card, plugged: true });
    await order({ kind: 'start-agent', host });
    for (const { name: instance } of instances) {
      await order({ kind: 'set-journal-disk', host, instance, condition: 'healthy' });
      await order({ kind: 'resume-instance', host, instance });
      await order({ kind: 'start-instance', host, instance });
    }
  }
}
