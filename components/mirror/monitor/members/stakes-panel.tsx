'use client';
import { useTranslations } from 'use-intl';
import { isLeading } from '@/lib/contract/leading.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { TopologyMember } from '@/lib/contract/topology.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';

/** What each member was told to be beside what it says it is; and what forcing it to lead would cost at most, in records and seconds. */
export function StakesPanel({ target, mirrorName }: { target: Target; mirrorName: string | null }) {
  const t = useTranslations();
  const format = useFormat();
  const members = useInstance(target, 'mirror-topology', mirrorName === null ? {} : { mirrorName }).value?.members;
  if (!members) return null;
  const notKnown = <span className="text-ink-soft italic">{t('topology.detail.notKnown')}</span>;
  const lostText = ({ atMostLost }: TopologyMember) => {
    if (atMostLost === null) return notKnown;
    const { records, ms, unheardMs } = atMostLost;
    if (unheardMs !== null) return t('stakes.sinceUnheard', { time: format.duration(unheardMs) });
    if (records === 0) return t('stakes.nothing');
    if (records === null) return ms === null ? notKnown : t('stakes.time', { time: format.duration(ms) });
    return ms === null
      ? t('stakes.records', { records: format.count(records) })
      : t('stakes.both', { records: format.count(records), time: format.duration(ms) });
  };
  const columns: Column<TopologyMember>[] = [
    { id: 'name', head: t('monitor.column.name'), cell: ({ name }) => <b>{name}</b>, className: 'whitespace-nowrap' },
    { id: 'told', head: t('topology.detail.told'), cell: ({ told }) => (told ? t(`memberStatus.${told}`) : notKnown) },
    {
      id: 'says',
      head: t('topology.detail.says'),
      cell: ({ told, says }) =>
        says ? (
          <span className={told !== null && told !== says.status ? 'font-bold text-warning' : ''}>
            {t(`memberStatus.${says.status}`)} · {t('topology.inPicture.ago', { age: format.duration(says.ageMs) })}
          </span>
        ) : (
          notKnown
        ),
    },
    { id: 'lost', head: t('stakes.lost'), cell: (member) => (isLeading(member.status) ? t('ui.notAvailable') : lostText(member)) },
    {
      id: 'oldest',
      head: t('stakes.oldest'),
      cell: ({ atMostLost }) =>
        atMostLost?.ms == null ? t('ui.notAvailable') : atMostLost.ms === 0 ? t('stakes.nothing') : format.duration(atMostLost.ms),
    },
    {
      id: 'ready',
      head: t('stakes.ready'),
      cell: (member) =>
        isLeading(member.status)
          ? t('stakes.serves')
          : member.readyMs === null
            ? notKnown
            : t('stakes.about', { time: format.duration(member.readyMs) }),
    },
  ];
  return (
    <Panel title={t('stakes.title')}>
      <p className="mb-2 text-sm text-ink-soft">{t('stakes.text')}</p>
      <DataTable caption={t('stakes.title')} columns={columns} rows={members} rowKey={({ guid }) => guid} bar={false} cards />
    </Panel>
  );
}
