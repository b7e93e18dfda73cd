/**
 * The mirror that chaos strikes: two failover members, an arbiter, and as many asyncs as asked for, on hosts of their own. Any member may
 * become any of them but the reporting one, so nobody is named by its role.
 */
import { begun } from '../../begun.ts';
import type { InstanceView } from '../../../lib/contract/views.ts';
import { AprilLab, HEALTHY_DEADLINE_MS, until } from '../april-lab.ts';
import { addHost, addressOf, connected, joinAsync } from '../async-members.ts';

export const ARBITER = 'serverc';
export const DATABASE = 'DATA';
const MEMBERS_MAX = 8;
const LOOK_FOR_DEAD_MS = 200;

export interface Roles {
  readonly primary: string;
  readonly backup: string;
  /** DR asyncs, in fixed order. */
  readonly asyncs: readonly string[];
  /** Everybody, the primary first. */
  readonly all: readonly string[];
}

export class ChaosMirror {
  readonly lab: AprilLab;
  readonly hosts: readonly string[];
  /** Journal files that a fault has damaged: their bytes prove nothing. */
  readonly damaged = new Set<string>();

  private constructor(lab: AprilLab, hosts: readonly string[]) {
    this.lab = lab;
    this.hosts = hosts;
  }

  /** In a lab of its own; two failover members, the last of more than three a reporting async, the others DR asyncs. */
  static async start(memberCount: number, qosTimeoutMs: number): Promise<ChaosMirror> {
    if (memberCount < 2 || memberCount > MEMBERS_MAX) throw new Error(`2 to ${MEMBERS_MAX} members, not ${memberCount}`);
    const lab = await AprilLab.start();
    await lab.setUpApril({ qosTimeoutMs });
    const asyncs = Array.from({ length: memberCount - 2 }, (_, index) => `server${String.fromCharCode('d'.charCodeAt(0) + index)}`);
    for (const [index, host] of asyncs.entries()) {
      const kind = index > 0 && index === asyncs.length - 1 ? 'read-only-reporting' : 'disaster-recovery';
      await addHost(lab, host);
      await joinAsync(lab, host, kind);
      if (kind === 'disaster-recovery') await lab.orderLab({ kind: 'enable-agent', host, enabled: true });
      await lab.authorizeAll();
      await connected(lab, host);
      await lab.createMirroredDatabase(DATABASE, [host]);
    }
    return new ChaosMirror(lab, ['servera', 'serverb', ...asyncs]);
  }

  monitor(host: string): Promise<InstanceView<'mirror-monitor'>> {
    return this.lab.ask(host, 'mirror-monitor', {});
  }

  /** One primary that would fail over now, arbiter controlled on both; every async connected, its database dejournaling. */
  async healthy(): Promise<Roles> {
    return until('a healthy mirror', HEALTHY_DEADLINE_MS, async () => {
      const seen = await Promise.all(this.hosts.map(async (host) => ({ host, monitor: await this.monitor(host) })));
      const [primary, ...more] = seen.filter(({ monitor }) => monitor.role === 'primary');
      const backup = seen.find(({ monitor }) => monitor.role === 'backup');
      const asyncs = seen.filter(({ monitor }) => monitor.role === 'connected');
      const isWhole =
        primary?.monitor.failover.ready &&
        more.length === 0 &&
        backup?.monitor.failover.ready &&
        asyncs.length === this.hosts.length - 2 &&
        [primary, backup].every(({ monitor }) => monitor.arbiter.mode === 'arbiter-controlled') &&
        asyncs.every(({ monitor }) => monitor.databases.length > 0 && monitor.databases.every(({ status }) => status === 'dejournaling'));
      if (!isWhole)
        throw new Error(
          seen
            .map(
              ({ host, monitor }) =>
                `${host} ${monitor.thisKind} ${monitor.role} ${monitor.arbiter.mode} ${monitor.failover.reason} ${monitor.databases.map(({ status }) => status).join()}`,
            )
            .join('; '),
        );
      const drAsyncs = asyncs.filter(({ monitor }) => monitor.thisKind === 'disaster-recovery').map(({ host }) => host);
      return {
        primary: primary.host,
        backup: backup.host,
        asyncs: drAsyncs,
        all: [primary.host, backup.host, ...asyncs.map(({ host }) => host)],
      };
    });
  }

  /**
   * Waits until the mirror is healthy by itself, doing no more than a person would: instances that ended or were forced down, and agents,
   * are started. Before each look for them it calls `onLook`: how one ended is forgotten when it starts again.
   */
  async recover(onLook: () => Promise<void>): Promise<Roles> {
    let isOver = false;
    const healthy = begun(
      this.healthy().finally(() => {
        isOver = true;
      }),
    );
    const starting = begun(
      (async () => {
        while (!isOver) {
          await onLook();
          for (const { name: host, instances, agent } of (await this.lab.view()).hosts) {
            // What a boot starts at this moment is refused: it is starting.
            if (agent.enabled && !agent.running) await this.lab.orderLab({ kind: 'start-agent', host }).catch(() => undefined);
            if (this.hosts.includes(host) && instances[0]?.state === 'down')
              await this.lab.orderLab({ kind: 'start-instance', host, instance: 'IRIS' }).catch(() => undefined);
          }
          await new Promise((resolve) => setTimeout(resolve, LOOK_FOR_DEAD_MS));
        }
      })(),
    );
    const roles = await healthy;
    await starting;
    return roles;
  }

  addressOf(host: string): string {
    return addressOf(host);
  }

  /** Brings the mirror back to a pair when a demotion has left the primary alone. */
  async promoteSomebody(): Promise<void> {
    await until('a DR async is promoted', HEALTHY_DEADLINE_MS, async () => {
      const kinds = await Promise.all(this.hosts.map(async (host) => ({ host, monitor: await this.monitor(host) })));
      if (kinds.some(({ monitor }) => monitor.role === 'backup')) return true;
      const able = kinds.find(({ monitor }) => monitor.offers.promote === null);
      if (!able) throw new Error(kinds.map(({ host, monitor }) => `${host} ${monitor.role} ${monitor.offers.promote?.code}`).join('; '));
      await this.lab.order(able.host, { kind: 'promote', networkInterface: null });
      return true;
    });
  }
}
