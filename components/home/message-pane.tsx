'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { MemberStatusWord } from '../chrome/member-status.tsx';
import { instanceHref } from '../chrome/menu.ts';
import { RestartNote } from '../mirror/leaving/restart-note.tsx';
import { TextLink } from '../ui/button.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useMarks } from '../messages/use-marks.ts';

/** The right pane of Home: the system, and its place in the mirror. */
export function MessagePane({ target }: { target: Target }) {
  const t = useTranslations('home');
  const { value: summary, stale, refusal } = useInstance(target, 'summary', {});
  return (
    <aside aria-labelledby="system-information" className="rounded-lg border border-line bg-raised p-4">
      <h2 id="system-information" className="text-sm font-bold uppercase tracking-widest text-ink-soft">
        {t('systemInformation')}
      </h2>
      <p className="mb-3 text-sm text-ink-soft">{t('generalDetails')}</p>
      {summary ? <Details target={target} summary={summary} /> : stale || refusal ? null : <Spinner />}
    </aside>
  );
}

function Details({ target, summary }: { target: Target; summary: InstanceView<'summary'> }) {
  const t = useTranslations();
  const marks = useMarks();
  const { mirror } = summary;
  return (
    <dl className="space-y-2 text-sm">
      <div>
        <dt className="font-bold">{t('home.systemUpTime')}</dt>
        <dd>
          <UpTime startedAt={summary.startedAt} />
        </dd>
      </div>
      {mirror ? (
        <div className="border-t border-line pt-2" aria-live="polite">
          <dt className="font-bold">{t('home.memberOfMirror', { name: summary.mirrors.map(({ name }) => name).join(', ') })}</dt>
          <dd>
            {t('home.type')}
            {marks.colon}
            {t(`memberType.${mirror.type}`)}
          </dd>
          {summary.mirrors.map(({ name, status }) => (
            <dd key={name} className="flex items-center gap-1.5">
              <span>
                {summary.mirrors.length > 1 ? name : t('home.status')}
                {marks.colon}
              </span>
              <MemberStatusWord status={status} />
            </dd>
          ))}
          <dd className="mt-1">
            <TextLink href={instanceHref(target, '/mirror/monitor')}>{t('home.viewMirrorMonitor')}</TextLink>
          </dd>
        </div>
      ) : (
        <div className="border-t border-line pt-2">
          <dt>{summary.inactiveMirror ? t('home.inactiveTitle', { mirror: summary.inactiveMirror.name }) : t('home.notMember')}</dt>
          {summary.inactiveMirror && (
            <dd className="mt-1">
              <TextLink href={instanceHref(target, '/mirror/edit')}>{t('menu.editMirror')}</TextLink>
            </dd>
          )}
          {summary.restartRequired && (
            <dd className="mt-2">
              <RestartNote />
            </dd>
          )}
        </div>
      )}
    </dl>
  );
}

const MINUTE_MS = 60_000;

function UpTime({ startedAt }: { startedAt: string }) {
  const t = useTranslations('home');
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(performance.timeOrigin + performance.now());
    tick();
    const timer = setInterval(tick, MINUTE_MS / 4);
    return () => clearInterval(timer);
  }, []);
  if (now === null) return null;
  const minutes = Math.max(0, Math.floor((now - new Date(startedAt).getTime()) / MINUTE_MS));
  return t('upTime', { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 });
}
