import { expect, test } from 'vitest';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import type { MirrorConnectionHandler } from '../channel/mirror-connection.ts';
import { ConnectionFaults } from '../channel/connection-faults.ts';
import { type JournalPosition, ORIGIN } from '../journal/position.ts';
import type { MirrorFile } from '../journaling/mirror-journal.ts';
import type { FromBackup, FromPrimary } from '../link/mirror-protocol.ts';
import type { Obstacle } from '../mirror/obstacle.ts';
import { systemClock } from '../ports/clock.ts';
import type { MirrorHost } from './mirror-host.ts';
import { type Comparison, Receiving } from './receiving.ts';

const HEADER = 8;
const PRIMARY = { guid: 'B', name: 'SERVERB/IRIS' } as MirrorMember;
const file = (fileCount: number, end: number): MirrorFile => ({
  fileCount,
  guid: `G${fileCount}`,
  start: HEADER,
  end,
  name: `F${fileCount}`,
  epoch: 1,
});
const at = (fileCount: number, offset: number): JournalPosition => ({ fileCount, offset });

/** A member with a link that has just opened; what its dejournaler and its journal say is up to the test. */
async function linked(parts: {
  files?: MirrorFile[];
  standStill?: () => void;
  needed?: () => JournalPosition | null;
  applied?: () => JournalPosition;
  take?: () => Promise<void>;
}) {
  const told: (Comparison | Obstacle)[] = [];
  const sent: FromBackup[] = [];
  const done: string[] = [];
  let handler: MirrorConnectionHandler<FromPrimary> | null = null;
  const state = { isClosed: false, cutFails: false };
  const connection = {
    start: (given: MirrorConnectionHandler<FromPrimary>) => {
      handler = given;
    },
    send: (message: FromBackup) => void sent.push(message),
    finish: () => connection.close(),
    close: () => {
      if (state.isClosed) return;
      state.isClosed = true;
      handler?.closed();
    },
    end: () => connection.close(),
    pause: () => done.push('pause'),
    resume: () => done.push('resume'),
  };
  const host = {
    clock: systemClock,
    dialer: { openData: async () => connection },
    journal: {
      unwrittenBytes: 0,
      state: () => ({ durable: at(1, 100), epoch: 1 }),
      files: () => parts.files ?? [file(1, 100)],
      settled: async () => void done.push('settled'),
      wentAlong: () => false,
      truncate: async () => {
        if (state.cutFails) throw new Error('the disk is broken');
        done.push('cut');
      },
    },
    dejournaler: {
      neededFrom: parts.needed ?? (() => null),
      appliedMax: parts.applied ?? (() => ORIGIN),
      word: () => ({ kind: 'running' }),
      forgetTarget: (position: JournalPosition) => void done.push(`not beyond #${position.fileCount},${position.offset}`),
      standStill: async () => {
        parts.standStill?.();
        done.push('still');
      },
    },
    mender: { mend: async () => ({ count: 0, fault: null }), doubt: () => undefined },
    log: (_severity: number, text: string) => void done.push(text),
    takeConfiguration: parts.take,
    progress: () => ({ kind: 'progress' }),
  } as unknown as MirrorHost;
  const receiving = new Receiving(
    host,
    {
      epoch: () => 1,
      opened: () => done.push('opened'),
      lost: () => done.push('lost'),
      heard: () => undefined,
      said: () => undefined,
      compared: (_session, comparison) => void told.push(comparison),
      hindered: (obstacle) => void told.push(obstacle),
      journalMoved: () => void done.push('moved'),
      settingsChanged: () => undefined,
    },
    new ConnectionFaults(() => undefined),
  );
  expect(await receiving.open(PRIMARY, 7, () => true)).toBe(true);
  const hear = async (message: FromPrimary) => {
    (handler ?? expect.fail('nothing is read')).message(message);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { receiving, hear, told, sent, done, state };
}

const history = (...files: MirrorFile[]): FromPrimary => ({ kind: 'history', epoch: 2, process: 'SERVERB:1', files });

test('what the databases need, and how far they have gone, is looked at once, when nothing is applied any more', async () => {
  // A database comes while this member waits for them to stand still: it needs file 1, which the primary has no more.
  let needed: JournalPosition | null = null;
  const { hear, told, sent } = await linked({ needed: () => needed, standStill: () => (needed = at(1, 50)) });
  await hear(history(file(3, 100)));
  expect(told).toMatchObject([{ kind: 'file', fileCount: 2 }]);
  expect(sent).toContainEqual({ kind: 'lacks-file', fileCount: 2, name: '' });
});

test('a database that goes while this member waits hinders nobody', async () => {
  let needed: JournalPosition | null = at(1, 50);
  const { hear, told } = await linked({ needed: () => needed, standStill: () => (needed = null) });
  await hear(history(file(3, 100)));
  expect(told).toEqual([{ epoch: 2, process: 'SERVERB:1', common: at(2, 0), applied: ORIGIN }]);
});

test('histories are compared when what was received is on the disk, and nothing is applied beyond what they share', async () => {
  const { hear, told, done } = await linked({ applied: () => at(1, 80) });
  await hear(history(file(1, 60)));
  expect(done).toEqual(['opened', 'settled', 'moved', 'not beyond #1,60', 'still']);
  expect(told).toEqual([{ epoch: 2, process: 'SERVERB:1', common: at(1, 60), applied: at(1, 80) }]);
});

const configuration: FromPrimary = { kind: 'configuration', config: {} as MirrorConfig, onlyPrimary: null, epoch: 2 };

test('histories are compared once what the primary says of the mirror is written down', async () => {
  let written: () => void = () => undefined;
  const { hear, told, done } = await linked({ take: () => new Promise((resolve) => (written = resolve)) });
  await hear(configuration);
  await hear(history(file(1, 100)));
  expect(done).toEqual(['opened']);
  written();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toMatchObject([{ common: at(1, 100) }]);
});

test('when the store refuses it, both sides are told, and the link ends', async () => {
  const { hear, told, sent, state } = await linked({ take: () => Promise.reject(new Error('the disk is full')) });
  await hear(configuration);
  expect(told).toEqual([{ kind: 'store', detail: 'the disk is full' }]);
  expect(sent).toEqual([{ kind: 'cannot-receive', reason: 'store', detail: 'the disk is full' }]);
  expect(state.isClosed).toBe(true);
});

test('it asks to follow when the surplus is cut, and on the link that was compared only', async () => {
  const { receiving, sent, done } = await linked({});
  expect(await receiving.followFrom({ session: 6, position: at(1, 60) })).toBe(false);
  expect(sent).toEqual([]);
  expect(await receiving.followFrom({ session: 7, position: at(1, 60) })).toBe(true);
  expect(done.slice(-3)).toEqual(['cut', 'not beyond #1,60', 'moved']);
  expect(sent).toEqual([{ kind: 'follow', position: at(1, 60) }, { kind: 'progress' }]);
});

test('what cannot be cut off ends the link before anything is acknowledged on it', async () => {
  const { receiving, sent, done, state } = await linked({});
  state.cutFails = true;
  expect(await receiving.followFrom({ session: 7, position: at(1, 60) })).toBe(false);
  expect(state.isClosed).toBe(true);
  expect(done.slice(-3)).toEqual(['Journal data after file #1 offset 60 could not be cut off: the disk is broken', 'lost', 'moved']);
  expect(sent).toEqual([]);
});

test('a link that is not wanted any more when it opens is closed, and the machine hears nothing of it', async () => {
  const { receiving, done, state } = await linked({});
  state.isClosed = false;
  expect(await receiving.open(PRIMARY, 8, () => false)).toBe(true);
  expect(state.isClosed).toBe(true);
  expect(done.filter((what) => what === 'opened')).toHaveLength(1);
});
