import { beforeEach, describe, expect, test } from 'vitest';
import { accepted, refused } from '../../contract/errors.ts';
import { memberForTests as entry } from '../../contract/member-for-tests.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import { systemClock } from '../ports/clock.ts';
import type { Membership } from '../store/config-store.ts';
import { MemberConfiguration } from './member-configuration.ts';

const CONFIG: MirrorConfig = {
  name: 'APRIL',
  guid: 'APRIL',
  version: 7,
  useTls: false,
  arbiter: null,
  virtualIp: null,
  qosTimeoutMs: 8000,
  compressionForFailover: { mode: 'system-selected', type: 'zstd' },
  compressionForAsync: { mode: 'system-selected', type: 'zstd' },
  parallelDejournaling: 'failover-and-dr',
  members: [entry('A', 'failover'), entry('B', 'failover')],
  databases: [],
};
const MEMBERSHIP: Membership = {
  mirrorName: 'APRIL',
  mirrorGuid: 'APRIL',
  memberGuid: 'A',
  memberName: 'A',
  kind: 'failover',
  networkInterface: null,
  joinMirror: true,
  validatedMember: true,
  stopped: false,
  noFailoverFor: null,
  purgeAfterDejournaling: false,
  dejournalingStopped: false,
  dejournalFilter: null,
  promotion: null,
  configuration: CONFIG,
};

let isPrimary: boolean;
let happened: string[];
let stored: Membership[];
let storeFailure: Error | null;
let configuration: MemberConfiguration;

beforeEach(() => {
  isPrimary = true;
  happened = [];
  stored = [];
  storeFailure = null;
  configuration = new MemberConfiguration(
    {
      store: {
        getTls: () => Promise.resolve(null),
        saveMembership: async (membership) => {
          if (storeFailure) throw storeFailure;
          stored.push(membership);
          happened.push('stored');
        },
      },
      clock: systemClock,
      log: { append: () => undefined },
    },
    {
      isPrimary: () => isPrimary,
      epoch: () => 3,
      notAMember: async () => void happened.push('not a member'),
      arbitrationChanged: () => void happened.push('another arbiter'),
      written: async () => void happened.push('written'),
      settingsChanged: () => void happened.push('settings'),
      followCatalogue: async () => void happened.push('catalogue'),
    },
    { membership: MEMBERSHIP, config: CONFIG, credentials: null },
  );
});

describe('on the primary', () => {
  test('a change is stored with the next version before anybody acts by it', async () => {
    const changed = await configuration.change((config) => accepted({ ...config, qosTimeoutMs: 9000 }));
    expect(changed).toMatchObject({ ok: true, value: { version: 8, qosTimeoutMs: 9000 } });
    expect(stored.map(({ configuration: kept }) => kept?.version)).toEqual([8]);
    expect(configuration.config).toEqual(changed.ok && changed.value);
    expect(happened).toEqual(['stored', 'another arbiter', 'written', 'settings']);
  });

  test('changes happen one after the other, each upon the one before, also behind one that fails', async () => {
    const seen: number[] = [];
    const add = (ms: number) =>
      configuration.change(async (config) => {
        seen.push(config.version);
        await Promise.resolve();
        return accepted({ ...config, qosTimeoutMs: config.qosTimeoutMs + ms });
      });
    const failing = configuration.change(() => Promise.reject(new Error('no')));
    const both = [add(1), add(2)];
    await expect(failing).rejects.toThrow('no');
    await Promise.all(both);
    expect(seen).toEqual([7, 8]);
    expect(configuration.config).toMatchObject({ version: 9, qosTimeoutMs: 8003 });
  });

  test('what is refused, or cannot be stored, changes nothing', async () => {
    expect(await configuration.change(() => refused('2033', ['APRIL', 'B']))).toMatchObject({ refusal: { code: '2033' } });
    storeFailure = new Error('disk full');
    await expect(configuration.change((config) => accepted(config))).rejects.toThrow('disk full');
    await expect(configuration.changeMembership({ stopped: true })).rejects.toThrow('disk full');
    expect([configuration.config, configuration.membership]).toEqual([CONFIG, MEMBERSHIP]);
    expect(happened).toEqual([]);
  });

  test('its own copy is not changed apart from the mirror', async () => {
    expect(await configuration.changeOwnCopy((config) => accepted(config))).toMatchObject({ refusal: { code: '2116' } });
    expect(stored).toEqual([]);
  });
});

describe('on another member', () => {
  const now = (epoch: number | null = null) => ({ epoch, word: configuration.word });
  beforeEach(() => {
    isPrimary = false;
  });

  test('the mirror is not changed, its own copy is, under the same version', async () => {
    expect(await configuration.change((config) => accepted(config))).toMatchObject({ refusal: { code: '2113' } });
    await configuration.changeOwnCopy((config) => accepted({ ...config, parallelDejournaling: 'all' }));
    expect(configuration.config).toMatchObject({ version: 7, parallelDejournaling: 'all' });
    expect(happened).toEqual(['stored', 'written', 'settings']);
  });

  test('what is newer is taken, with who alone may lead, and the databases follow; what is older is left', async () => {
    await configuration.take({ ...CONFIG, version: 9 }, 'B', now());
    await configuration.take({ ...CONFIG, version: 8 }, null, now());
    expect(stored.map(({ configuration: kept, noFailoverFor }) => [kept?.version, noFailoverFor])).toEqual([[9, 'B']]);
    expect(happened).toEqual(['stored', 'written', 'catalogue']);
  });

  test('an older one is taken from the primary of a later term than its journal has', async () => {
    await configuration.take({ ...CONFIG, version: 6 }, null, now(3));
    expect(stored).toEqual([]);
    await configuration.take({ ...CONFIG, version: 6 }, null, now(4));
    expect(configuration.config.version).toBe(6);
  });

  test('one without this member is not taken: it stays what it was until a person removes it', async () => {
    await configuration.take({ ...CONFIG, version: 9, members: [entry('B', 'failover')] }, null, now());
    await configuration.learnRole({ ...CONFIG, version: 9, members: [entry('B', 'failover')] }, null);
    expect(happened).toEqual(['not a member', 'not a member']);
    expect(configuration.membership).toEqual(MEMBERSHIP);
  });

  test('it becomes an async as of the version that it was told, or nothing is written', async () => {
    expect(await configuration.becomeAsync({ version: 8, by: 'B' }, () => false)).toBe(false);
    expect(stored).toEqual([]);
    expect(await configuration.becomeAsync({ version: 8, by: 'B' }, () => true)).toBe(true);
    expect(configuration.membership.kind).toBe('disaster-recovery');
    expect([configuration.config.version, configuration.self.kind]).toEqual([8, 'disaster-recovery']);
    expect(configuration.others.map(({ kind }) => kind)).toEqual(['failover']);
  });

  test('what it asked before it was demoted is not what it is', async () => {
    const demoting = configuration.becomeAsync({ version: 8, by: 'B' }, () => true);
    await configuration.learnRole({ ...CONFIG, version: 7 }, null);
    await demoting;
    expect(configuration.membership.kind).toBe('disaster-recovery');
    expect(configuration.config.version).toBe(8);
  });

  test('a page that was on its way when it stood aside makes it no failover member, and one that came after that does', async () => {
    await configuration.becomeAsync({ version: 8, by: 'B' }, () => true);
    const begun = now(3);
    await configuration.standAside();
    await configuration.take({ ...CONFIG, version: 9 }, null, begun);
    expect(configuration.membership.kind).toBe('disaster-recovery');
    await configuration.take({ ...CONFIG, version: 9 }, null, now(3));
    expect(configuration.membership.kind).toBe('failover');
  });

  test('it has stood aside once what came before is written down', async () => {
    await configuration.becomeAsync({ version: 8, by: 'B' }, () => true);
    const taking = configuration.take({ ...CONFIG, version: 9 }, null, now(3));
    // Its turn has come.
    await Promise.resolve();
    await configuration.standAside();
    expect(configuration.membership.kind).toBe('failover');
    await taking;
  });

  test('it becomes a failover member in one write, or says which version kept it from that', async () => {
    expect(await configuration.becomeFailover(() => false)).toBe(7);
    expect(stored).toEqual([]);
    const promoted = { promotion: 'leading', noFailoverFor: null, networkInterface: 'eth0', configuration: { ...CONFIG, version: 8 } };
    expect(await configuration.becomeFailover(() => promoted)).toBeNull();
    expect(stored).toEqual([{ ...MEMBERSHIP, ...promoted, kind: 'failover', validatedMember: true }]);
  });

  test('whoever waits for what is written down is woken by it', async () => {
    const waiting = configuration.until(() => configuration.membership.kind === 'disaster-recovery', 60_000);
    await configuration.changeMembership({ stopped: true });
    await configuration.becomeAsync({ version: 8, by: 'B' }, () => true);
    expect(await waiting).toBe(true);
  });
});
