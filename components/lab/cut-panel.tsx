'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { LabView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

const SAME_HOST: Refusal = { code: 'P647', args: [] };

const selectStyle = 'min-h-8 rounded-md border border-line-strong bg-raised px-1.5';

/** Paths between two hosts that swallow everything, one way or both, whatever card it takes. */
export function CutPanel({ lab }: { lab: LabView }) {
  const t = useTranslations('lab');
  const { send, isPending, refusal } = useSendCommand('lab');
  const names = lab.hosts.map((host) => host.name);
  const [from, setFrom] = useState(names[0] ?? '');
  const [to, setTo] = useState(names[1] ?? '');
  const [bothWays, setBothWays] = useState(false);
  const cut = (event: FormEvent) => {
    event.preventDefault();
    void send({ kind: 'cut-path', from, to, bothWays, cut: true });
  };
  const hostOptions = names.map((name) => <option key={name}>{name}</option>);
  return (
    <Panel title={t('cuts')}>
      {refusal && <RefusalNotice refusal={refusal} alert />}
      <form onSubmit={cut} className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <label className="flex items-center gap-2">
          {t('flowFrom')}
          <select className={selectStyle} value={from} onChange={(event) => setFrom(event.target.value)}>
            {hostOptions}
          </select>
        </label>
        <label className="flex items-center gap-2">
          {t('flowTo')}
          <select className={selectStyle} value={to} onChange={(event) => setTo(event.target.value)}>
            {hostOptions}
          </select>
        </label>
        <Checkbox label={t('bothWays')} checked={bothWays} onChange={(event) => setBothWays(event.target.checked)} />
        <ReasonButton type="submit" size="small" look="danger" refusal={from === to ? SAME_HOST : null} busy={isPending}>
          {t('cutPath')}
        </ReasonButton>
      </form>
      {lab.cuts.length > 0 && (
        <ul className="mt-3 space-y-1.5 text-sm">
          {lab.cuts.map((one) => (
            <li key={`${one.from} ${one.to}`} className="flex flex-wrap items-center gap-3">
              <b className="text-danger">{t('cutFromTo', one)}</b>
              <Button
                size="small"
                busy={isPending}
                aria-label={t('mendFromTo', one)}
                onClick={() => send({ kind: 'cut-path', ...one, bothWays: false, cut: false })}
              >
                {t('mend')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
