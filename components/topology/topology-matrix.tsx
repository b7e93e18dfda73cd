'use client';
import { useTranslations } from 'use-intl';
import type { Topology, TopologyConnection } from '@/lib/contract/topology.ts';
import { ARBITER_END } from '@/lib/contract/topology-ends.ts';
import { useFormat } from '../messages/use-format.ts';
import { ScrollBox } from '../ui/scroll-box.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { shortMs } from './measures.ts';
import { byName } from './places.ts';
import { isBroken } from './trouble.ts';
import { useSentences } from './use-sentences.ts';

/** From so many members on a picture has too many lines to follow. */
export const MATRIX_FROM = 9;

/**
 * Who is connected to whom, as a table: from the row to the column. A cell has the round trip of what works and the age of the last word of
 * what does not; its sentence is the picture's.
 */
export function TopologyMatrix({ topology }: { topology: Topology }) {
  const t = useTranslations('topology');
  const sentences = useSentences(topology);
  const { connections } = topology;
  const ends = [...topology.members].sort(byName).map(({ guid, name }) => ({ guid, name }));
  const rows = ends.filter(({ guid }) => connections.some(({ from }) => from === guid));
  const columns = [...ends, { guid: ARBITER_END, name: t('inPicture.arbiter') }].filter(({ guid }) =>
    connections.some(({ to }) => to === guid),
  );
  return (
    <ScrollBox name={t('matrix')}>
      <table className="border-collapse text-sm">
        <caption className="sr-only">{t('matrixCaption')}</caption>
        <thead>
          <tr>
            <th scope="col" className="p-1.5 text-left align-bottom font-normal text-ink-soft">
              {t('matrixCorner')}
            </th>
            {columns.map(({ guid, name }) => (
              <th key={guid} scope="col" className="p-1.5 align-bottom">
                <span className="inline-block max-h-40 rotate-180 truncate text-left [writing-mode:vertical-rl]">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.guid} className="border-t border-line">
              <th scope="row" className="whitespace-nowrap p-1.5 text-left">
                {row.name}
              </th>
              {columns.map((column) => (
                <td key={column.guid} className="whitespace-nowrap border-l border-line p-1.5 align-top">
                  {connections
                    .filter(({ from, to }) => from === row.guid && to === column.guid)
                    .map((connection) => (
                      <Cell key={connection.kind} connection={connection} sentence={sentences.connection(connection)} />
                    ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Cell({ connection, sentence }: { connection: TopologyConnection; sentence: string }) {
  const t = useTranslations('topology');
  const format = useFormat();
  const { kind, state, roundTripMs, lastWordAgoMs } = connection;
  const broken = isBroken(connection);
  const value = broken
    ? state === 'silent' && lastWordAgoMs !== null
      ? t('inPicture.state.silentFor', { age: format.duration(lastWordAgoMs) })
      : t(`inPicture.state.${state === 'connected' || state === 'idle' ? 'silent' : state}`)
    : roundTripMs === null
      ? t('matrixWorks')
      : shortMs(roundTripMs);
  return (
    <div title={sentence}>
      <span className="sr-only">{sentence}</span>
      <span aria-hidden="true">
        <StatusWord tone={broken ? 'danger' : 'good'} className="font-normal tabular-nums">
          {kind === 'agent' ? `${t('inPicture.agent')} ${value}` : value}
        </StatusWord>
      </span>
    </div>
  );
}
