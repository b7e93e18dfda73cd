'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { LanguageSwitch } from '../chrome/preferences.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useFormat } from '../messages/use-format.ts';
import { ReadOnlyField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';

export function AboutPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const format = useFormat();
  const live = useInstance(target, 'summary', {});
  const summary = live.value;
  const rows = summary
    ? [
        { label: t('about.version'), value: summary.version },
        { label: t('about.configuration'), value: summary.directory },
        { label: t('about.journalFile'), value: summary.journalFile },
        { label: t('about.superserverPort'), value: summary.superserverPort },
        {
          label: t('about.mirroring'),
          value: summary.mirror
            ? t('about.mirroringMember', { member: summary.mirror.memberName, mirror: summary.mirror.name })
            : t('about.mirroringNone'),
        },
        { label: t('about.timeSystemStarted'), value: format.dateTime(summary.startedAt) },
        { label: t('about.processId'), value: summary.processId },
      ]
    : [];
  return (
    <>
      <PageRibbon crumbs={crumbsTo(null, { below: t('title.about') })} title={t('about.heading', { instance: target })} />
      <PageBody>
        <StaleMark target={target} live={live} />
        <Panel title={t('title.about')} className="max-w-3xl">
          {rows.map((row) => (
            <ReadOnlyField key={row.label} label={row.label}>
              {row.value}
            </ReadOnlyField>
          ))}
          <ReadOnlyField label={t('about.language')}>
            <LanguageSwitch />
          </ReadOnlyField>
        </Panel>
        <p className="max-w-3xl text-sm text-ink-soft">{t('about.disclaimer')}</p>
      </PageBody>
    </>
  );
}
