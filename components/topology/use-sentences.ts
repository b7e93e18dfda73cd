'use client';
import { useTranslations } from 'use-intl';
import { isLeading } from '@/lib/contract/leading.ts';
import type { Topology, TopologyConnection, TopologyMember } from '@/lib/contract/topology.ts';
import { ARBITER_END, NOBODY_HOLDS } from '@/lib/contract/topology-ends.ts';
import { useFormat } from '../messages/use-format.ts';
import { short, shortBytes, shortMs, tlsVersion } from './measures.ts';
import { isBroken, isEqualWord } from './trouble.ts';
import { useJoined } from './use-joined.ts';

/** A word this fresh is as good as now. */
const RECENT_MS = 1000;

/**
 * What the picture says, in words: one sentence or a few for each node and each connection. The same for the line under the picture, for a
 * screen reader, and for the list on a narrow screen. What is not known is left out.
 */
export function useSentences(topology: Topology) {
  const tAll = useTranslations();
  const t = useTranslations('topology.sentence');
  const tCondition = useTranslations('topology.condition');
  const tState = useTranslations('topology.state');
  const tSummary = useTranslations('topology.summary');
  const format = useFormat();
  const join = useJoined();
  const nameOf = (guid: string) =>
    guid === ARBITER_END
      ? tAll('topology.inPicture.arbiter')
      : (topology.members.find((member) => member.guid === guid)?.name ?? tAll('topology.detail.notKnown'));

  function toldAndIs({ name, told, says }: TopologyMember): string | null {
    if (!told || !says || isEqualWord({ told, says })) return null;
    return t('told', {
      name,
      told: tAll(`memberStatus.${told}`),
      says: tAll(`memberStatus.${says.status}`),
      age: format.duration(says.ageMs),
    });
  }

  function member(one: TopologyMember): string {
    const { virtualIp } = topology;
    const intro = { name: one.name, type: tAll(`memberType.${one.kind}`), status: tAll(`memberStatus.${one.status}`) };
    return join([
      t(one.isSelf ? 'own' : 'member', intro),
      one.condition && one.condition !== 'alive' ? tCondition(one.condition) : null,
      one.isActive && t('active'),
      toldAndIs(one),
      one.lastHeardAgoMs !== null && t('lastHeard', { age: format.duration(one.lastHeardAgoMs) }),
      one.term !== null && t('term', { term: one.term }),
      one.journal && t('journal', { file: one.journal.fileCount, offset: shortBytes(one.journal.offset) }),
      ...behind(one),
      virtualIp?.holder === one.guid && t('holds', { address: virtualIp.address }),
    ]);
  }

  const behind = ({ lagMs, lagBytes }: TopologyMember): (string | false)[] =>
    (lagMs ?? 0) === 0 && (lagBytes ?? 0) === 0
      ? [(lagMs === 0 || lagBytes === 0) && t('inStep')]
      : [!!lagMs && t('behindTime', { time: format.duration(lagMs) }), !!lagBytes && t('behindBytes', { bytes: shortBytes(lagBytes) })];

  function stateOf({ state, unheard, from, to }: TopologyConnection): string {
    if (state !== 'one-way') return tState(state);
    const hearer = unheard === from ? to : from;
    return tState('one-way', { unheard: nameOf(unheard ?? from), hearer: nameOf(hearer) });
  }

  function connection(one: TopologyConnection): string {
    const ends = { from: nameOf(one.from), to: nameOf(one.to), state: stateOf(one) };
    return join([
      one.kind === 'journal' ? t('journalLine', ends) : one.kind === 'agent' ? t('agentLine', ends) : t('arbiterLine', ends),
      one.lastWordAgoMs !== null &&
        isBroken(one) &&
        one.lastWordAgoMs >= RECENT_MS &&
        t('lastHeard', { age: format.duration(one.lastWordAgoMs) }),
      one.roundTripMs !== null && t('roundTrip', { time: shortMs(one.roundTripMs) }),
      one.tls !== null && (one.tls === 'none' ? t('noTls') : t('tls', { version: tlsVersion(one.tls) })),
      compressionOf(one),
      one.bytesPerSecond !== null && t('rate', { rate: tAll('topology.detail.perSecond', { bytes: shortBytes(one.bytesPerSecond) }) }),
    ]);
  }

  const compressionOf = ({ compression, ratio }: TopologyConnection) =>
    compression === null
      ? null
      : compression === 'none'
        ? t('noCompression')
        : ratio === null
          ? null
          : t('compression', { kind: compression, ratio: short(ratio) });

  function arbiter(): string {
    if (!topology.arbiter) return t('noArbiter');
    const { address, mode, sees } = topology.arbiter;
    return join([
      mode ? t('arbiter', { address, mode: tAll(`monitor.${mode}`) }) : t('arbiterOnly', { address }),
      ...sees.map(({ guid, isSeen }) => {
        const name = { name: nameOf(guid) };
        return isSeen === null ? t('seesUnknown', name) : isSeen ? t('sees', name) : t('seesNot', name);
      }),
    ]);
  }

  function virtualIp(): string | null {
    if (!topology.virtualIp) return null;
    const { address, holder } = topology.virtualIp;
    if (holder === null) return t('virtualIpUnknown', { address });
    return holder === NOBODY_HOLDS ? t('virtualIpNowhere', { address }) : t('virtualIpOn', { address, name: nameOf(holder) });
  }

  /** Who leads, and what is wrong; nothing being wrong is said, too. */
  function summary(): string {
    const leader = topology.members.find(({ status }) => isLeading(status));
    const wrong = topology.connections
      .filter(isBroken)
      .map((one) => join([connection({ ...one, roundTripMs: null, tls: null, compression: null, bytesPerSecond: null })]));
    const unequal = topology.members.flatMap((one) => toldAndIs(one) ?? []);
    // Of a member that was told nothing, or says nothing, nobody knows what it is.
    const followers = topology.members.filter((one) => one !== leader);
    const isKnownOfAll = followers.length > 0 && followers.every(({ told, says }) => told !== null && says !== null);
    return join([
      leader ? tSummary('leads', { name: leader.name }) : tSummary('nobodyLeads'),
      ...(wrong.length > 0 ? wrong : [topology.connections.length > 0 && tSummary('allWell')]),
      ...unequal,
      unequal.length === 0 && isKnownOfAll && tSummary('allAgree'),
    ]);
  }

  return { member, connection, arbiter, virtualIp, summary, nameOf, stateOf };
}

export type Sentences = ReturnType<typeof useSentences>;
