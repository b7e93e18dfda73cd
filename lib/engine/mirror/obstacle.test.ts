import { describe, expect, test } from 'vitest';
import { at, journal, MemberInTest, standing } from '../sim/member-in-test.ts';
import { startAsync, stepAsync } from './async-member.ts';
import type { JournalPosition } from '../journal/position.ts';
import { type FileObstacle, lackedFile, meetObstacle, mustWait, type Obstacle } from './obstacle.ts';

const missing: Obstacle = { kind: 'file', reason: 'missing', fileCount: 3, name: 'MIRROR-APRIL-20261129.003', offset: 0, detail: '' };
const full: Obstacle = { kind: 'disk', detail: 'ENOSPC: no space left on device, write' };
const unstored: Obstacle = { kind: 'store', detail: 'config.db: SQLITE_IOERR: disk I/O error' };
const QUARTER_HOUR_MS = 15 * 60 * 1000;

test('each try waits twice as long as the one before, from one second up to a minute; another obstacle begins anew', () => {
  let now = 0;
  let hindrance = meetObstacle(null, missing, { now, durable: at(2, 500), epoch: 6 });
  const pauses = [hindrance.untilMs - now];
  for (let count = 0; count < 8; count++) {
    now = hindrance.untilMs;
    hindrance = meetObstacle(hindrance, missing, { now, durable: at(2, 500), epoch: 6 });
    pauses.push(hindrance.untilMs - now);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect(meetObstacle(hindrance, full, { now, durable: at(2, 500), epoch: 6 })).toMatchObject({ count: 1, untilMs: now + 1000 });
});

test('a block that came damaged is asked for again at once; the same one damaged again is no accident of the wire', () => {
  const transit: Obstacle = { kind: 'transit', detail: '#3 offset 400000' };
  const once = meetObstacle(null, transit, { now: 0, durable: at(2, 500), epoch: 6 });
  expect(once.untilMs).toBe(0);
  expect(meetObstacle(once, transit, { now: 0, durable: at(2, 500), epoch: 6 }).untilMs).toBe(2000);
  expect(meetObstacle(once, { ...transit, detail: '#3 offset 500000' }, { now: 0, durable: at(2, 500), epoch: 6 }).untilMs).toBe(0);
});

test('a primary of a later term is tried at once', () => {
  const hindrance = meetObstacle(null, missing, { now: 0, durable: at(2, 500), epoch: 6 });
  expect([
    mustWait(hindrance, { now: 999, epoch: 6 }),
    mustWait(hindrance, { now: 1000, epoch: 6 }),
    mustWait(hindrance, { now: 999, epoch: 7 }),
    mustWait(null, { now: 0, epoch: 6 }),
  ]).toEqual([true, false, false, false]);
});

/** A member whose primary cannot serve it, with a link that opens at once, for `durationMs`. Answers how often it tried. */
function follow(member: MemberInTest, { obstacle, durationMs }: { obstacle: Obstacle | null; durationMs: number }): number {
  let tries = 0;
  for (const end = member.now + durationMs; member.now < end; ) {
    member.tick();
    if (member.role.kind === 'deciding' && member.role.inquiry.kind === 'asking-partner') member.answerStanding(standing('primary', 6));
    if (member.role.kind !== 'synchronizing' || member.role.session !== null) continue;
    tries += 1;
    member.feed({ kind: 'link-opened', session: tries });
    member.feed({
      kind: 'history-compared',
      session: tries,
      epoch: 6,
      process: 'one',
      common: member.state.journal.durable,
      applied: at(1, 0),
    });
    if (!obstacle) return tries;
    member.feed({ kind: 'following-hindered', obstacle }, { kind: 'link-lost', session: tries });
  }
  return tries;
}

test.each<[string, JournalPosition | null | undefined, Partial<FileObstacle>]>([
  ['is not there', null, { reason: 'missing', offset: 0 }],
  ['is not there, as an earlier version tells it', undefined, { reason: 'missing', offset: 0 }],
  ['is there and damaged', at(3, 400), { reason: 'damaged', offset: 400 }],
  ['is not there, and another one is damaged', at(2, 400), { reason: 'missing', offset: 0 }],
])('what a follower lacks %s', (_label, damaged, obstacle) => {
  expect(lackedFile({ fileCount: 3, name: 'F3' }, damaged)).toEqual({ kind: 'file', fileCount: 3, name: 'F3', detail: '', ...obstacle });
});

describe('a backup that meets the same obstacle on every link', () => {
  test.each([
    ['a file is missing', missing, 'transfer-lacks-file', ['#3 (MIRROR-APRIL-20261129.003)', 'SERVERB']],
    [
      'its own copy is damaged',
      { ...missing, reason: 'damaged', offset: 400_000, isOwn: true },
      'own-journal-damaged',
      ['#3 (MIRROR-APRIL-20261129.003) offset 400000', 'SERVERA'],
    ],
    ['its disk is full', full, 'transfer-stopped-by-disk', ['SERVERA', full.kind === 'disk' ? full.detail : '']],
    ['its store refuses', unstored, 'transfer-stopped-by-store', ['SERVERA', unstored.detail]],
  ] as const)('%s: it tries a dozen times in a quarter of an hour, and tells it once', (_label, obstacle, code, args) => {
    const member = new MemberInTest();
    const tries = follow(member, { obstacle, durationMs: QUARTER_HOUR_MS });
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(25);
    const stories = member.all('log').flatMap(({ story }) => story ?? []);
    expect(stories).toEqual([{ code, args }]);
    expect(member.all('log').map(({ text }) => text)).toEqual([
      'Found SERVERB as primary, becoming backup',
      'MirrorClient: Connected to primary: SERVERB (ver 4)',
      expect.any(String),
    ]);
  });

  test('it goes on asking who is primary, and takes over at once when nobody is', () => {
    const member = new MemberInTest();
    follow(member, { obstacle: missing, durationMs: QUARTER_HOUR_MS });
    member.pass(700);
    expect(member.as('deciding')).toMatchObject({ reason: 'cannot-follow', inquiry: { kind: 'asking-partner' } });
    member
      .answerStanding({ ...standing('deciding', 5), journal: journal(5, 50) })
      .feed({ kind: 'partner-accepted', inquiry: member.openInquiry, accepted: true });
    expect(member.role.kind).toBe('taking-over');
    expect(member.state.hindrance).toBeNull();
  });

  test('journal that had not come before ends it, and is told with how long it took', () => {
    const member = new MemberInTest();
    follow(member, { obstacle: missing, durationMs: 60_000 });
    member.forget();
    expect(follow(member, { obstacle: null, durationMs: 60_000 })).toBe(1);
    member.feed({ kind: 'journal-became-durable', journal: journal(6, 500) });
    expect(member.state.hindrance).toBeNull();
    expect(member.last('log')?.story).toMatchObject({ code: 'transfer-goes-on', args: ['SERVERA', expect.stringMatching(/^\d+$/)] });
  });
});

describe('a store that refuses what the primary has said', () => {
  const settingsOf = (member: MemberInTest) => ({ kind: 'settings-changed', settings: member.state.settings }) as const;

  test('is not overcome by journal, which may have come before, but by a configuration that is written down', () => {
    const member = new MemberInTest();
    follow(member, { obstacle: unstored, durationMs: 60_000 });
    member.feed({ kind: 'journal-became-durable', journal: journal(6, 500) });
    expect(member.state.hindrance).toMatchObject({ obstacle: unstored });
    expect(follow(member, { obstacle: null, durationMs: 60_000 })).toBe(1);
    member.forget().feed(settingsOf(member));
    expect(member.state.hindrance).toBeNull();
    expect(member.last('log')?.story).toMatchObject({ code: 'transfer-goes-on', args: ['SERVERA', expect.stringMatching(/^\d+$/)] });
  });

  test('is not overcome by other settings while no link is there, and another obstacle is not overcome by settings', () => {
    const member = new MemberInTest();
    follow(member, { obstacle: unstored, durationMs: 60_000 });
    member.pass(100);
    member.feed(settingsOf(member));
    expect([member.role.kind, member.state.hindrance?.obstacle]).toEqual(['deciding', unstored]);
    const other = new MemberInTest();
    follow(other, { obstacle: full, durationMs: 60_000 });
    follow(other, { obstacle: null, durationMs: 60_000 });
    expect(other.feed(settingsOf(other)).state.hindrance).toMatchObject({ obstacle: full });
  });
});

test('a primary tells once what it cannot serve, and nothing of the links that come and go because of it', () => {
  const member = new MemberInTest().becomePrimary();
  for (let session = 1; session <= 20; session++) {
    member.feed(
      { kind: 'follower-connected', session, guid: 'b' },
      { kind: 'follower-hindered', obstacle: missing },
      { kind: 'follower-lost', session },
    );
  }
  expect(member.all('log').map(({ story }) => story?.code)).toEqual(['transfer-lacks-file']);
  member.forget().activateBackup(21);
  expect(member.all('log').map(({ story }) => story?.code)).toEqual(['backup-active', 'transfer-goes-on']);
  expect(
    member
      .feed({ kind: 'follower-lost', session: 21 })
      .all('log')
      .map(({ story }) => story?.code),
  ).toContain('backup-connection-lost');
});

test('an async tries a dozen times in a quarter of an hour, too, and tells it once', () => {
  const settings = {
    mirrorName: 'APRIL',
    self: { guid: 'd', name: 'SERVERD' },
    partner: null,
    failoverMembers: [{ guid: 'a', name: 'SERVERA' }],
    qosTimeoutMs: 8000,
    onlyPrimary: null,
  };
  let state = startAsync({
    settings,
    durable: { epoch: 1, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 0 },
    journal: { durable: at(2, 500), epoch: 1 },
    now: 0,
  });
  const told: string[] = [];
  let tries = 0;
  const feed = (event: Parameters<typeof stepAsync>[1], now: number) => {
    const [next, effects] = stepAsync(state, event, now);
    state = next;
    for (const effect of effects) if (effect.kind === 'log') told.push(effect.story?.code ?? effect.text);
  };
  for (let now = 0; now < QUARTER_HOUR_MS; now += 100) {
    feed({ kind: 'tick' }, now);
    if (state.role.kind === 'searching' && state.role.activity.kind === 'asking')
      feed({ kind: 'member-answered', inquiry: state.inquiries, guid: 'a', standing: standing('primary', 1) }, now);
    if (state.role.kind !== 'searching' || state.role.activity.kind !== 'opening') continue;
    tries += 1;
    feed({ kind: 'link-opened', session: tries, primary: 'a' }, now);
    feed({ kind: 'following-hindered', primary: 'a', obstacle: missing }, now);
    feed({ kind: 'link-lost', session: tries }, now);
  }
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(25);
  expect(told).toEqual(['transfer-lacks-file']);
});
