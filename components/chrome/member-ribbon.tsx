'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { MemberStatus } from '@/lib/contract/member-status.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';
import { memberTones } from './member-status.tsx';

const fills: Record<Tone, string> = {
  good: 'bg-good-fill border-good',
  notice: 'bg-notice-fill border-notice',
  warning: 'bg-warning-fill border-warning',
  danger: 'bg-danger-fill border-danger',
  quiet: 'bg-sunken border-line-strong',
};

/** The coloured strip of every page of an instance: which member, which mirror, which role, now. */
export function MemberRibbon({ target }: { target: Target }) {
  const t = useTranslations();
  const { value: summary, stale, refusal } = useInstance(target, 'summary', {});
  const mirror = summary?.mirror ?? null;
  const mirrors = summary?.mirrors ?? [];
  const status = commonStatus(mirrors.map((one) => one.status));
  const tone: Tone = stale ? 'danger' : status ? memberTones[status] : mirror ? 'warning' : 'quiet';
  const connected = mirrors.filter((one) => one.status === 'connected').length;
  const word =
    mirrors.length > 1 ? t('chrome.mirrorsConnected', { connected, total: mirrors.length }) : status ? t(`memberStatus.${status}`) : null;
  const words = stale
    ? t('chrome.neverAnswered', { target })
    : word
      ? word
      : summary
        ? t('chrome.notMirrorMember')
        : refusal
          ? '-'
          : t('ui.loading');
  return (
    <section aria-label={t('chrome.member')} className={`border-b-2 ${fills[tone]}`}>
      <p aria-live="polite" className="mx-auto flex max-w-[92rem] flex-wrap items-center gap-x-2.5 px-4 py-1 text-sm font-bold">
        <span>{mirror?.memberName ?? target.toUpperCase()}</span>
        {mirror && <span aria-hidden="true">·</span>}
        {mirror && <span>{mirrors.map(({ name }) => name).join(', ')}</span>}
        <span aria-hidden="true">·</span>
        <StatusWord tone={tone}>{words}</StatusWord>
      </p>
    </section>
  );
}

/** Of a reporting async in several mirrors that fares differently in them: none. */
function commonStatus(statuses: readonly MemberStatus[]): MemberStatus | null {
  const [first, ...others] = statuses;
  return first !== undefined && others.every((status) => status === first) ? first : null;
}
