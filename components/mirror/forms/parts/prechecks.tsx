'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { NetworkInterface } from '@/lib/contract/views.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { Panel } from '../../../ui/panel.tsx';
import { type SetUpStep, SetUpSteps } from '../../set-up/set-up-steps.tsx';

interface PrechecksProps {
  readonly target: Target;
  readonly interfaces: readonly NetworkInterface[];
  /** As typed. */
  readonly mirrorName: string;
  /** Not of an async: it is never asked by an ISCAgent whether it may lead. */
  readonly needsAgent: boolean;
}

/**
 * What saving would be refused for and no field can mend, said before anything is typed. Not there when all is well; once shown it stays,
 * so that what was mended is seen to be. The mirror service has no place here: without it there is no form.
 */
export function Prechecks({ target, interfaces, mirrorName, needsAgent }: PrechecksProps) {
  const t = useTranslations();
  const { value: lab } = useLab();
  const { value: summary } = useInstance(target, 'summary', {});
  const { value: journals } = useInstance(target, 'journals', {});
  const [isShown, setShown] = useState(false);
  const [host = target] = target.split('/');
  const agent = lab?.hosts.find(({ name }) => name === host)?.agent;
  const own = new Set(['', ...(summary?.mirrors.map(({ name }) => name) ?? [])]);
  const leftover = [...new Set(journals?.files.map(({ mirror }) => mirror).filter((name) => !own.has(name)))];
  const toLab = [{ href: '/lab', label: t('title.lab') }];
  const name = mirrorName.trim().toUpperCase();
  const steps: SetUpStep[] = [
    ...(needsAgent ? [{ text: t('home.setUpAgent', { host }), isDone: agent?.running ?? true, links: toLab }] : []),
    { text: t('forms.precheck.card', { host }), isDone: interfaces.some(({ plugged }) => plugged), links: toLab },
    ...(leftover.length === 0
      ? []
      : [
          {
            text: t('forms.precheck.names', { names: leftover.join(', ') }),
            isDone: name !== '' && !leftover.includes(name),
            links: [{ href: instanceHref(target, '/journals'), label: t('title.journals') }],
          },
        ]),
  ];
  if (!isShown && steps.some(({ isDone }) => !isDone)) setShown(true);
  if (!isShown) return null;
  return (
    <Panel title={t('forms.precheck.title')}>
      <SetUpSteps steps={steps} newTab />
    </Panel>
  );
}
