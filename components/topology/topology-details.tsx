'use client';
import { useTranslations } from 'use-intl';
import type { Topology, TopologyConnection, TopologyMember } from '@/lib/contract/topology.ts';
import { useFormat } from '../messages/use-format.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { Item } from './items.ts';
import { short, shortBytes, shortMs, tlsVersion } from './measures.ts';
import { sentenceOf } from './topology-picture.tsx';
import { useSentences } from './use-sentences.ts';

type Row = readonly [label: string, value: string | null];

/** Everything that is known of one node or connection, and what is not. It goes on being live while it is open. */
export function TopologyDetails({ topology, item, onClose }: { topology: Topology; item: Item; onClose: () => void }) {
  const t = useTranslations();
  const d = useTranslations('topology.detail');
  const sentences = useSentences(topology);
  const format = useFormat();
  const rows = rowsOf();
  return (
    <Dialog open onClose={onClose} title={t('topology.details')}>
      <p>{sentenceOf(item, sentences)}</p>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="font-bold">{label}</dt>
            <dd className={`min-w-0 break-words tabular-nums ${value === null ? 'italic text-ink-soft' : ''}`}>{value ?? d('notKnown')}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );

  function rowsOf(): Row[] {
    switch (item.kind) {
      case 'member':
        return memberRows(item.place.member);
      case 'connection':
        return connectionRows(item.place.connection);
      case 'arbiter':
        return [
          [d('address'), topology.arbiter?.address ?? null],
          [d('mode'), topology.arbiter?.mode ? t(`monitor.${topology.arbiter.mode}`) : null],
        ];
      case 'virtual-ip':
        return [[d('address'), topology.virtualIp?.address ?? null]];
    }
  }

  function memberRows(member: TopologyMember): Row[] {
    const { told, says, condition, term, journal, lagMs, lagBytes, lastHeardAgoMs } = member;
    return [
      [d('type'), t(`memberType.${member.kind}`)],
      [d('status'), t(`memberStatus.${member.status}`)],
      [d('condition'), condition && t(`topology.inPicture.condition.${condition}`)],
      [d('told'), told && t(`memberStatus.${told}`)],
      [d('says'), says && `${t(`memberStatus.${says.status}`)} · ${t('topology.inPicture.ago', { age: format.duration(says.ageMs) })}`],
      [d('term'), term === null ? null : String(term)],
      [d('journal'), journal && d('position', { file: journal.fileCount, offset: format.bytes(journal.offset) })],
      [d('lag'), lagMs === null ? null : format.duration(lagMs)],
      [d('lagBytes'), lagBytes === null ? null : format.bytes(lagBytes)],
      [d('lastWord'), ago(lastHeardAgoMs ?? says?.ageMs ?? null)],
    ];
  }

  function connectionRows(connection: TopologyConnection): Row[] {
    const { roundTripMs, tls, compression, ratio, bytesPerSecond, lastWordAgoMs, kind } = connection;
    const always: Row[] = [
      [d('state'), sentences.stateOf(connection)],
      [d('lastWord'), ago(lastWordAgoMs)],
      [d('roundTrip'), roundTripMs === null ? null : shortMs(roundTripMs)],
      [d('tls'), tls === 'none' ? t('topology.sentence.noTls') : tls && tlsVersion(tls)],
    ];
    if (kind !== 'journal') return always;
    return [
      ...always,
      [d('compression'), compression === 'none' ? t('topology.sentence.noCompression') : compression],
      [d('ratio'), ratio === null ? null : `${short(ratio)}:1`],
      [d('rate'), bytesPerSecond === null ? null : d('perSecond', { bytes: shortBytes(bytesPerSecond) })],
    ];
  }

  function ago(ageMs: number | null): string | null {
    return ageMs === null ? null : t('topology.inPicture.ago', { age: format.duration(ageMs) });
  }
}
