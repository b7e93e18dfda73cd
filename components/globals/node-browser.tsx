'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { PartState } from '../chrome/part-state.tsx';
import { Button, TextLink } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { globalsHref, type Place } from './globals-href.ts';
import { NodeEditor } from './node-editor.tsx';
import { useNodeEditing } from './use-node-editing.tsx';

type Node = InstanceView<'global-nodes'>['nodes'][number];
const NODES_PER_PAGE = 50;

interface NodeBrowserProps {
  readonly target: Target;
  /** Where links lead. */
  readonly place: Place;
  /** Where the nodes lie. */
  readonly database: string;
  readonly reference: string;
  readonly writable: Refusal | null;
}

/** The subtree by pages, in collation order; live, so that what the other member writes appears here. */
export function NodeBrowser({ target, place, database, reference, writable }: NodeBrowserProps) {
  const t = useTranslations('globals');
  const [after, setAfter] = useState<string | null>(null);
  const [killed, setKilled] = useState<string | null>(null);
  const { edited, ask, mark, end, notes } = useNodeEditing();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const live = useInstance(target, 'global-nodes', { database, reference, after, limit: NODES_PER_PAGE });
  const nodes = live.value?.nodes ?? [];
  const kill = async (node: string) => {
    const outcome = await send({ kind: 'kill-node', database, reference: node });
    if (outcome.ok) setKilled(null);
  };
  const columns: Column<Node>[] = [
    {
      id: 'node',
      head: t('node'),
      cell: (node) =>
        node.hasChildren && node.reference !== reference ? (
          <TextLink href={globalsHref(target, place, node.reference)}>{node.reference}</TextLink>
        ) : (
          node.reference
        ),
      className: 'break-all font-mono',
    },
    {
      id: 'value',
      head: t('value'),
      cell: (node) =>
        edited?.reference === node.reference ? (
          <NodeEditor
            target={target}
            database={database}
            {...edited}
            onEdited={mark}
            onCancel={() => end(null)}
            onSet={() => end(node.reference)}
          />
        ) : node.value === null ? (
          <i className="text-ink-soft">{t('noValue')}</i>
        ) : (
          node.value
        ),
      className: 'w-1/2 whitespace-pre-wrap break-all font-mono [&>span:has(form)]:w-full',
    },
    {
      id: 'actions',
      head: t('actions'),
      cell: (node) => (
        <span className="flex gap-1.5">
          <ReasonButton
            size="small"
            look="quiet"
            refusal={writable}
            label={t('editOf', { reference: node.reference })}
            onPress={() => ask({ reference: node.reference, value: node.value ?? '' })}
          >
            {t('edit')}
          </ReasonButton>
          <ReasonButton
            size="small"
            look="quiet"
            refusal={writable}
            label={t('killOf', { reference: node.reference })}
            onPress={() => {
              forget();
              setKilled(node.reference);
            }}
          >
            {t('kill')}
          </ReasonButton>
        </span>
      ),
    },
  ];
  return (
    <Panel title={t('nodesCaption', { reference })}>
      <PartState target={target} live={live} />
      {notes}
      {live.value && (
        <>
          <DataTable
            caption={t('nodesCaption', { reference })}
            columns={columns}
            rows={nodes}
            rowKey={(node) => node.reference}
            bar={false}
            cards
          />
          <div className="mt-2 flex flex-wrap items-center gap-2 text-sm">
            <span role="status">{t('shown', { count: nodes.length })}</span>
            {after !== null && (
              <Button size="small" onClick={() => setAfter(null)}>
                {t('first')}
              </Button>
            )}
            {live.value.more && (
              <Button size="small" onClick={() => setAfter(nodes.at(-1)?.reference ?? null)}>
                {t('more')}
              </Button>
            )}
          </div>
        </>
      )}
      {killed !== null && (
        <ConfirmDialog
          open
          danger
          title={t('killOf', { reference: killed })}
          text={t('confirmKill', { reference: killed, database })}
          action={t('kill')}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => kill(killed)}
          onClose={() => setKilled(null)}
        />
      )}
    </Panel>
  );
}
