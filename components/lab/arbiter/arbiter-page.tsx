'use client';
import { useTranslations } from 'use-intl';
import type { ArbiterView } from '@/lib/contract/arbiter.ts';
import { useArbiter, useLab } from '@/lib/query/use-live.ts';
import { Header } from '../../chrome/header.tsx';
import { PageBody } from '../../chrome/page-body.tsx';
import { PageRibbon } from '../../chrome/page-ribbon.tsx';
import { StaleMark } from '../../chrome/stale-mark.tsx';
import { useFormat } from '../../messages/use-format.ts';
import { LinkButton, TextLink } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { ArbiterEvents } from './arbiter-events.tsx';
import { ServedMirrorPanel } from './served-mirror-panel.tsx';
import { namedEvents, type ServedMirror, servedMirrors } from './served-mirrors.ts';

/** The arbiter seen from its own host: for whom it acts as one, who is connected since when, and what it has told whom. */
export function ArbiterPage({ host }: { host: string }) {
  const t = useTranslations('arbiterPage');
  const live = useArbiter(host);
  const { value: lab } = useLab();
  const view = live.value;
  const mirrors = view ? servedMirrors(view, lab) : [];
  return (
    <>
      <Header target={null} />
      <main id="content">
        <PageRibbon
          crumbs={[{ label: t('lab'), href: '/lab' }, { label: t('crumb', { host }) }]}
          title={t('heading', { host })}
          answeredAt={live.answeredAt}
          stale={live.stale !== null}
        />
        <PageBody>
          <StaleMark target="lab" live={live} />
          {live.refusal && (
            <>
              <RefusalNotice refusal={live.refusal} />
              <LinkButton href="/lab">{t('toLab')}</LinkButton>
            </>
          )}
          {!view && !live.refusal && !live.stale && <Spinner />}
          {view && (
            <>
              <Verdict view={view} mirrors={mirrors} />
              <AgentFacts view={view} />
              {mirrors.map((mirror) => (
                <ServedMirrorPanel key={mirror.guid} mirror={mirror} isServing={view.standing !== null} />
              ))}
              {view.standing && <ArbiterEvents events={namedEvents(view, lab)} />}
            </>
          )}
        </PageBody>
      </main>
    </>
  );
}

/** Whether it acts as an arbiter, first of all. */
function Verdict({ view, mirrors }: { view: ArbiterView; mirrors: readonly ServedMirror[] }) {
  const t = useTranslations('arbiterPage');
  const { host, agent, addresses } = view;
  if (agent !== 'serving')
    return (
      <Note look="warning">
        {t(`agent.${agent}`, { host })} <TextLink href="/lab">{t('toLab')}</TextLink>
      </Note>
    );
  const served = mirrors.filter(({ members }) => members.some(({ session }) => session));
  if (served.length > 0) return <Note look="good">{t('acts', { host, mirrors: served.map(({ name }) => name).join(', ') })}</Note>;
  return <Note>{t('actsForNobody', { host, addresses: addresses.join(', ') })}</Note>;
}

function AgentFacts({ view }: { view: ArbiterView }) {
  const t = useTranslations('arbiterPage');
  const format = useFormat();
  const { addresses, port, version, standing } = view;
  const facts = [
    [t('addresses'), addresses.map((address) => `${address}|${port}`).join(', ')],
    [t('version'), version],
    [t('since'), standing ? format.dateTime(standing.startedAt) : ''],
  ].filter(([, value]) => value !== '');
  return (
    <Panel title={t('facts')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="font-bold">{label}</dt>
            <dd className="min-w-0 break-words tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-ink-soft">{t('explained')}</p>
    </Panel>
  );
}
