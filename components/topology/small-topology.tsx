'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Topology, TopologyMember } from '@/lib/contract/topology.ts';
import { Border } from '../drawing/borders.tsx';
import { Line } from '../drawing/line.tsx';
import { ConditionMark, RoleMark } from '../drawing/marks.tsx';
import { PictureText } from '../drawing/picture-text.tsx';
import { toneFills } from '../drawing/tones.ts';
import { lineLookOf } from './connection-look.ts';
import { lookOf } from './member-look.ts';
import type { Rect } from '../drawing/shapes.ts';
import { SMALL_WIDTH, smallLayout } from './small-layout.ts';
import { useSentences } from './use-sentences.ts';

const PAD = 9;
const MARK_WIDTH = 14;
const FLAG = { width: 15, height: 10 } as const;

/** The mirror at a glance: who leads, who follows, what is broken. What it shows is its name, too; the large one has the details. */
export function SmallTopology({ topology }: { topology: Topology }) {
  const t = useTranslations('topology.inPicture');
  const sentences = useSentences(topology);
  const layout = smallLayout(topology);
  const decides = topology.arbiter?.mode === 'arbiter-controlled';
  return (
    <svg
      viewBox={`0 0 ${SMALL_WIDTH} ${layout.height}`}
      role="img"
      aria-label={sentences.summary()}
      className="mx-auto block h-auto w-full select-none font-sans"
      style={{ maxWidth: SMALL_WIDTH }}
    >
      {layout.lines.map(({ key, connection, points }) => (
        <Line
          key={key}
          points={points}
          look={lineLookOf(connection, topology.waitMs)}
          weight={connection.kind === 'journal' ? 'thick' : 'thin'}
          arrow={connection.kind === 'journal'}
        />
      ))}
      <Box rect={layout.arbiter}>
        <Border
          {...layout.arbiter}
          look={topology.arbiter ? 'plain' : 'dashed'}
          strokeWidth={decides ? 2 : 1.25}
          className={decides ? 'stroke-teal' : 'stroke-line-strong'}
        />
        <PictureText x={layout.arbiter.width / 2} y={17} width={layout.arbiter.width - PAD} size={11} anchor="middle">
          {t(topology.arbiter ? 'arbiter' : 'noArbiter')}
        </PictureText>
      </Box>
      {layout.vacancy && (
        <Box rect={layout.vacancy}>
          <Border {...layout.vacancy} look="dashed" className="stroke-line-strong" />
        </Box>
      )}
      {layout.members.map(({ member, ...rect }) => (
        <MemberBox key={member.guid} member={member} rect={rect} hasVirtualIp={topology.virtualIp?.holder === member.guid} />
      ))}
    </svg>
  );
}

function Box({ rect: { x, y, width, height }, fill = 'fill-raised', children }: { rect: Rect; fill?: string; children: ReactNode }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx="8" className={fill} />
      {children}
    </g>
  );
}

function MemberBox({ member, rect, hasVirtualIp }: { member: TopologyMember; rect: Rect; hasVirtualIp: boolean }) {
  const t = useTranslations('memberStatus');
  const look = lookOf(member);
  const tone = toneFills[look.tone];
  const isFailover = member.kind === 'failover';
  const inner = rect.width - 2 * PAD;
  const baseline = rect.height - (isFailover ? 12 : 10);
  return (
    <Box rect={rect} fill={look.isGrey ? 'fill-sunken' : 'fill-raised'}>
      <Border {...rect} look={look.border} strokeWidth={look.role === 'leads' ? 2.5 : 1.5} className={tone.stroke} />
      <PictureText
        x={PAD}
        y={isFailover ? 19 : 16}
        width={inner - (look.mark ? MARK_WIDTH : 0)}
        size={isFailover ? 12.5 : 10.5}
        bold
        className={look.isGrey ? 'fill-ink-soft' : 'fill-ink'}
      >
        {member.name}
      </PictureText>
      {look.mark && <ConditionMark x={rect.width - PAD - 4} y={14} kind={look.mark} className={tone.stroke} />}
      <RoleMark x={PAD + 5} y={baseline - 4} kind={look.role} className={tone.ink} />
      <PictureText
        x={PAD + MARK_WIDTH}
        y={baseline}
        width={inner - MARK_WIDTH - (hasVirtualIp ? FLAG.width + 4 : 0)}
        size={11}
        bold
        className={tone.text}
      >
        {t(member.status)}
      </PictureText>
      {hasVirtualIp && (
        <path
          d={`M${rect.width - PAD - FLAG.width} ${baseline + 3}v-14h${FLAG.width}l-4 ${FLAG.height / 2}l4 ${FLAG.height / 2}h-${FLAG.width}`}
          strokeWidth="1.25"
          className="fill-raised stroke-teal"
        />
      )}
    </Box>
  );
}
