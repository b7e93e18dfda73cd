'use client';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceOfMember } from '../mirror/instance-of-member.ts';
import { Panel } from '../ui/panel.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { WorkloadForm } from './workload-form.tsx';
import { useMarks } from '../messages/use-marks.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

/** The client that writes while things are broken: what it was promised, and whether any promise was not kept. */
export function WorkloadPanel({ lab }: { lab: LabView }) {
  const { workload } = lab;
  // Of whoever is primary; of an instance that is in no mirror the question has no answer.
  const someone = instanceOfMember(lab, ({ status }) => status === 'primary') ?? firstInstance(lab);
  const monitor = useInstance(someone, 'mirror-monitor', {}).value;
  const mirrored = monitor && monitor.role === 'primary' ? monitor.databases.map(({ localName }) => localName) : null;
  const t = useTranslations('workload');
  const marks = useMarks();
  const { insertionText } = useRefusalTexts();
  const format = useFormat();
  const milliseconds = (value: number, digits = 0) => t('milliseconds', { count: value.toFixed(digits) });
  const figures = [
    { label: t('acknowledged'), value: format.count(workload.acknowledged) },
    { label: t('lost'), value: format.count(workload.lost), help: t('lostHelp'), tone: workload.lost > 0 ? 'text-danger' : 'text-good' },
    { label: t('longestGap'), value: milliseconds(workload.longestGapMs) },
    { label: t('currentRate'), value: format.count(Math.round(workload.currentRate)) },
    { label: t('latency'), value: milliseconds(workload.medianLatencyMs, 1) },
    { label: t('sent'), value: format.count(workload.sent) },
    { label: t('unknown'), value: format.count(workload.unknown), help: t('unknownHelp') },
  ];
  return (
    <Panel title={t('heading')} aside={<StatusWord tone={workload.state === 'running' ? 'good' : 'quiet'}>{t(workload.state)}</StatusWord>}>
      <p className="mb-3 max-w-3xl text-sm">{t('text')}</p>
      <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
        <WorkloadForm workload={workload} mirrored={mirrored} />
        <dl className="grid grid-cols-2 content-start gap-3 sm:grid-cols-4">
          {figures.map((figure, position) => (
            <div key={figure.label} className={`rounded-md border border-line bg-surface p-3 ${position < 2 ? 'col-span-2' : ''}`}>
              <dt className="text-sm font-bold">{figure.label}</dt>
              <dd className={`tabular-nums ${position < 2 ? 'text-4xl font-bold' : 'text-xl'} ${figure.tone ?? ''}`}>{figure.value}</dd>
              {figure.help && <dd className="text-xs text-ink-soft">{figure.help}</dd>}
            </div>
          ))}
        </dl>
      </div>
      {workload.lastError && (
        <p className="mt-3 break-words text-sm">
          <b>
            {t('lastError')}
            {marks.colon}
          </b>
          <span>{insertionText(workload.lastError)}</span>
        </p>
      )}
    </Panel>
  );
}

const firstInstance = ({ hosts }: LabView) => hosts.flatMap((host) => host.instances.map(({ name }) => `${host.name}/${name}`))[0] ?? '';
