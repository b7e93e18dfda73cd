'use client';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Topology } from '@/lib/contract/topology.ts';
import { Border } from '../drawing/borders.tsx';
import { pathThrough } from '../drawing/line.tsx';
import { PictureText } from '../drawing/picture-text.tsx';
import { useWidth } from '../drawing/use-width.ts';
import { ArbiterFigure } from './arbiter-figure.tsx';
import { ChangedOutline } from './changed-outline.tsx';
import { ConnectionFigure } from './connection-figure.tsx';
import { type Item, itemsOf, nextItem } from './items.ts';
import { layOut, WIDTH_MIN } from './layout.ts';
import { MemberFigure } from './member-figure.tsx';
import { PennantFigure } from './pennant-figure.tsx';
import { PictureGroup } from './picture-group.tsx';
import { PictureItem } from './picture-item.tsx';
import { type Sentences, useSentences } from './use-sentences.ts';

/** Never wider: the eye shall not travel. */
const WIDTH_MAX = 1180;

/**
 * The mirror as a picture that is a list: members, then what connects them. One Tab stop; arrows lead from place to place, Enter opens the
 * details. The line below says what the pointer or the focus is on, and else how the whole mirror fares.
 */
export function TopologyPicture({ topology, onOpen }: { topology: Topology; onOpen: (item: Item) => void }) {
  const t = useTranslations('topology');
  const sentences = useSentences(topology);
  const { ref, width } = useWidth<HTMLDivElement>();
  const layout = layOut(topology, Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, width || WIDTH_MAX)));
  const items = itemsOf(layout);
  const elements = useRef(new Map<string, SVGGElement>());
  const [stopKey, setStopKey] = useState<string | null>(null);
  const [reachedKey, setReachedKey] = useState<string | null>(null);
  const summaryId = useId();
  const stop = items.find(({ key }) => key === stopKey) ?? items[0];
  const reached = items.find(({ key }) => key === reachedKey);

  function drawn(item: Item, figure: ReactNode) {
    return (
      <PictureItem
        key={item.key}
        name={sentenceOf(item, sentences)}
        isStop={item === stop}
        refTo={(element) => {
          if (element) elements.current.set(item.key, element);
          else elements.current.delete(item.key);
        }}
        onReach={() => {
          setReachedKey(item.key);
          setStopKey(item.key);
        }}
        onLeave={() => setReachedKey(null)}
        onKey={(key) => {
          const next = nextItem(items, item, key);
          if (next) elements.current.get(next.key)?.focus();
          return next !== null;
        }}
        onOpen={() => onOpen(item)}
      >
        {figure}
      </PictureItem>
    );
  }

  const { arbiter, pennant, vacancy } = layout;
  function figureOf(item: Exclude<Item, { kind: 'connection' }>) {
    switch (item.kind) {
      case 'virtual-ip':
        return pennant && <PennantFigure pennant={pennant} address={topology.virtualIp?.address ?? ''} />;
      case 'arbiter':
        return (
          <g transform={`translate(${arbiter.x} ${arbiter.y})`}>
            <ArbiterFigure arbiter={topology.arbiter} rect={arbiter} sides={sidesOf(layout)} />
            <ChangedOutline of={topology.arbiter?.mode ?? ''} {...arbiter} />
          </g>
        );
      case 'member':
        return (
          <g transform={`translate(${item.place.x} ${item.place.y})`}>
            <MemberFigure place={item.place} />
            <ChangedOutline of={item.place.member.status} {...item.place} />
          </g>
        );
    }
  }
  return (
    <div ref={ref} className="drawing">
      {/* biome-ignore lint/a11y/useSemanticElements: HTML has no group that is a picture */}
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label={t('picture', { name: topology.mirrorName })}
        aria-describedby={summaryId}
        className="mx-auto block h-auto w-full select-none font-sans"
        style={{ maxWidth: layout.width }}
      >
        {layout.trunk.lines.map((points) => (
          <path
            key={points.map(({ x, y }) => `${x},${y}`).join(' ')}
            d={pathThrough(points)}
            fill="none"
            strokeWidth={layout.trunk.isWorking ? 1.75 : 1}
            strokeLinecap="round"
            className={layout.trunk.isWorking ? 'stroke-navy' : 'stroke-ink-soft'}
          />
        ))}
        {vacancy && (
          <g transform={`translate(${vacancy.x} ${vacancy.y})`}>
            <Border {...vacancy} look="dashed" className="stroke-line-strong" />
            <PictureText
              x={vacancy.width / 2}
              y={vacancy.height / 2 + 4}
              width={vacancy.width - 20}
              size={12}
              anchor="middle"
              className="fill-ink-soft"
            >
              {t('inPicture.vacancy')}
            </PictureText>
          </g>
        )}
        <PictureGroup name={t('connections')}>
          {items.map((item) => item.kind === 'connection' && drawn(item, <ConnectionFigure place={item.place} waitMs={topology.waitMs} />))}
        </PictureGroup>
        <PictureGroup name={t('members')}>{items.map((item) => item.kind !== 'connection' && drawn(item, figureOf(item)))}</PictureGroup>
      </svg>
      <p aria-hidden="true" className="mx-auto mt-1 min-h-[3em] max-w-[60rem] text-balance text-center text-sm text-ink-soft">
        {reached ? sentenceOf(reached, sentences) : sentences.summary()}
      </p>
      <p id={summaryId} className="sr-only">
        {sentences.summary()}
      </p>
    </div>
  );
}

/** Of an item of the picture: also what a list without a picture says. */
export function sentenceOf(item: Item, sentences: Sentences): string {
  switch (item.kind) {
    case 'member':
      return sentences.member(item.place.member);
    case 'connection':
      return sentences.connection(item.place.connection);
    case 'arbiter':
      return sentences.arbiter();
    case 'virtual-ip':
      return sentences.virtualIp() ?? '';
  }
}

function sidesOf({ members, arbiter }: ReturnType<typeof layOut>): readonly [string | null, string | null] {
  const at = (isLeft: boolean) => members.find(({ size, x }) => size === 'failover' && x < arbiter.x === isLeft)?.member.guid ?? null;
  return [at(true), at(false)];
}
