import { describe, expect, test } from 'vitest';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';
import { isDecided, offerOf, type PromotionChoice, planOf, promoteCommand } from './promotion-plan.ts';

type Former = PromotionCheck['members'][number];

const former = (name: string, part: Partial<Former> = {}): Former => ({
  guid: name.toLowerCase(),
  name,
  instanceDirectory: `/${name}/`,
  isUp: 'down',
  agentReachable: true,
  journal: { fileCount: 3, offset: 100 },
  isMostRecent: false,
  offer: null,
  asPartner: part.agentReachable === false ? 'waiting' : 'primary',
  becomes: null,
  ...part,
});
const check = (part: Partial<PromotionCheck>): PromotionCheck => ({
  situation: 'agents-reachable',
  primaryName: null,
  waiting: [],
  members: [former('A'), former('B')],
  automaticPartner: 'a',
  journalSources: ['E'],
  unavailable: [],
  virtualIp: null,
  offers: { automatic: null, none: null, noFailover: null, acceptUnavailable: null },
  ...part,
});
const choice = (part: Partial<PromotionChoice> = {}): PromotionChoice => ({
  partner: 'automatic',
  noFailover: false,
  acceptUnavailable: false,
  card: null,
  ...part,
});
const told = (given: PromotionCheck, made: PromotionChoice) =>
  planOf(given, made).map(({ code, name, other }) => [code, name, other].filter(Boolean).join(' '));

const silentB = check({
  situation: 'agents-unreachable',
  automaticPartner: null,
  members: [former('A'), former('B', { agentReachable: false, isUp: 'unknown', journal: null })],
});

describe('what a person reads before confirming is what the engine does', () => {
  const rows: Array<[what: string, given: PromotionCheck, made: PromotionChoice, lines: string[]]> = [
    [
      'a primary runs',
      check({ situation: 'primary-runs', primaryName: 'A', members: [former('A', { isUp: 'up' }), former('B', { isUp: 'up' })] }),
      choice(),
      ['self-backup A', 'primary-stays A', 'demoted-now B', 'nothing-lost'],
    ],
    [
      'the backup is down, its agent answers',
      check({ situation: 'primary-runs', primaryName: 'A', members: [former('A', { isUp: 'up' }), former('B')] }),
      choice(),
      ['self-backup A', 'primary-stays A', 'demoted-at-start B', 'nothing-lost'],
    ],
    [
      'the backup cannot be asked at all',
      check({
        situation: 'primary-runs',
        primaryName: 'A',
        members: [former('A', { isUp: 'up' }), former('B', { agentReachable: false })],
      }),
      choice({ acceptUnavailable: true }),
      ['self-backup A', 'primary-stays A', 'edit-by-hand B', 'nothing-lost'],
    ],
    ['every agent answers', check({}), choice(), ['self-primary A', 'partner-backup A', 'demoted-at-start B', 'nothing-lost A']],
    [
      'an async cannot be asked, and may have become a failover member',
      { ...silentB, unavailable: [former('B'), former('E')] },
      choice({ partner: 'a' }),
      ['self-primary A', 'partner-backup A', 'edit-by-hand B', 'edit-unheard-by-hand E', 'lost-if-later B A'],
    ],
    ['nothing chosen yet', silentB, choice({ partner: null }), []],
    [
      'a partner that answers',
      silentB,
      choice({ partner: 'a' }),
      ['self-primary A', 'partner-backup A', 'edit-by-hand B', 'lost-if-later B A'],
    ],
    [
      'a partner that does not',
      silentB,
      choice({ partner: 'b' }),
      ['self-waits B', 'partner-backup B', 'demoted-at-start A', 'nothing-lost B'],
    ],
    [
      'no partner',
      silentB,
      choice({ partner: 'none' }),
      ['self-collects A, E', 'demoted-at-start A', 'edit-by-hand B', 'lost-what-others-had B A, E'],
    ],
    [
      'no partner, nobody to ask, prepared only',
      {
        ...silentB,
        members: silentB.members.map((member) => ({ ...member, agentReachable: false, journal: null })),
        journalSources: [],
      },
      choice({ partner: 'none', noFailover: true }),
      ['self-collects-nothing', 'self-prepared', 'edit-by-hand A', 'edit-by-hand B', 'lost-what-is-not-here A, B'],
    ],
    [
      'no partner, and one whose journal cannot be read',
      { ...silentB, members: silentB.members.map((member) => ({ ...member, journal: null })) },
      choice({ partner: 'none' }),
      ['self-collects E', 'demoted-at-start A', 'edit-by-hand B', 'lost-what-others-had A, B E'],
    ],
  ];
  test.each(rows)('%s', (_, given, made, lines) => expect(told(given, made)).toEqual(lines));
});

test('the refusal shown is that of the very choice', () => {
  const refusal = (code: '2121' | '2176' | '2178' | 'P191') => ({ code, args: [] });
  const given = {
    ...silentB,
    members: [former('A', { offer: refusal('P191') })],
    offers: { automatic: refusal('2121'), none: null, noFailover: refusal('2176'), acceptUnavailable: refusal('2178') },
  };
  expect(offerOf(given, choice())?.code).toBe('2121');
  expect(offerOf(given, choice({ acceptUnavailable: true }))?.code).toBe('2178');
  expect(offerOf(given, choice({ partner: 'a' }))?.code).toBe('P191');
  expect(offerOf(given, choice({ partner: 'none' }))).toBeNull();
  expect(offerOf(given, choice({ partner: 'none', noFailover: true }))?.code).toBe('2176');
});

describe('the card for the virtual IP', () => {
  const virtualIp = { address: '10.0.0.9/24', cards: ['x', 'y'], chosen: null, refusal: null };
  test('the only one is taken, several are a decision, and none is the person’s word', () => {
    expect(isDecided(check({ virtualIp: { ...virtualIp, cards: ['x'], chosen: 'x' } }), choice())).toBe(true);
    expect(isDecided(check({ virtualIp }), choice())).toBe(false);
    expect(isDecided(check({ virtualIp }), choice({ card: 'y' }))).toBe(true);
    expect(promoteCommand(check({ virtualIp }), choice({ card: 'y' }))).toMatchObject({ networkInterface: 'y', partner: 'automatic' });
    expect(promoteCommand(check({ virtualIp: { ...virtualIp, chosen: 'x' } }), choice())).toMatchObject({ networkInterface: 'x' });
  });
});

/** Of whom the person was told. */
const SHOWN = { members: ['a', 'b'], unavailable: ['b'] };
test('only what belongs to the choice is sent', () => {
  expect(promoteCommand(check({ situation: 'primary-runs', primaryName: 'A' }), choice())).toEqual({
    kind: 'promote',
    networkInterface: null,
  });
  expect(promoteCommand({ ...silentB, unavailable: [former('B')] }, choice({ partner: 'none', noFailover: true }))).toEqual({
    kind: 'promote',
    networkInterface: null,
    partner: 'none',
    noFailover: true,
    shown: SHOWN,
  });
  expect(promoteCommand({ ...silentB, unavailable: [former('B')] }, choice({ partner: 'a', noFailover: true }))).toEqual({
    kind: 'promote',
    networkInterface: null,
    partner: 'a',
    shown: SHOWN,
  });
});
