import type { MemberHost } from './april-lab.ts';

const LOOK_AGAIN_MS = 100;
const HOSTS: readonly MemberHost[] = ['servera', 'serverb'];

/**
 * Asks both members all the time; `stop` answers every moment at which both were primary. One is asked before the other and again after it:
 * that it was primary at both times says that it was while the other answered. Two answers of about the same time say less: on a busy
 * machine one can be older than the takeover that the other tells of.
 */
export function watchForTwoPrimaries(lab: { monitor: (host: MemberHost) => Promise<{ role: string }> }): { stop: () => Promise<string[]> } {
  const found: string[] = [];
  let isStopping = false;
  const isPrimary = (host: MemberHost) =>
    lab.monitor(host).then(
      ({ role }) => role === 'primary',
      () => false,
    );
  const running = (async () => {
    while (!isStopping) {
      const [one, other] = HOSTS as readonly [MemberHost, MemberHost];
      if ((await isPrimary(one)) && (await isPrimary(other)) && (await isPrimary(one))) found.push(new Date().toISOString());
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  })();
  return {
    stop: async () => {
      isStopping = true;
      await running;
      return found;
    },
  };
}
