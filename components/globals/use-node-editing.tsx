'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Note } from '../ui/note.tsx';

interface Edited {
  readonly reference: string;
  readonly value: string;
}

/** Which node is edited in its row: one at a time, and what is not set is lost only by a person's word. */
export function useNodeEditing() {
  const t = useTranslations('globals');
  const ui = useTranslations('ui');
  const [edited, setEdited] = useState<{ readonly node: Edited; readonly isChanged: boolean } | null>(null);
  /** What a person wants to edit next, while another one holds what is not set. */
  const [wanted, setWanted] = useState<Edited | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const edit = (node: Edited) => {
    setDone(null);
    setWanted(null);
    setEdited({ node, isChanged: false });
  };
  return {
    edited: edited?.node ?? null,
    ask: (node: Edited) => {
      if (edited?.node.reference === node.reference) return;
      if (edited?.isChanged) setWanted(node);
      else edit(node);
    },
    mark: (isChanged: boolean) => setEdited((before) => before && { ...before, isChanged }),
    end: (set: string | null) => {
      setDone(set);
      setEdited(null);
    },
    notes: (
      <>
        {done !== null && (
          <Note look="good" className="mb-2">
            {t('setDone', { reference: done })}
          </Note>
        )}
        {wanted && edited && (
          <ConfirmDialog
            open
            danger
            title={ui('leave.title')}
            text={t('notSet', { edited: edited.node.reference, reference: wanted.reference })}
            action={t('editOf', { reference: wanted.reference })}
            busy={false}
            refusal={null}
            onConfirm={() => edit(wanted)}
            onClose={() => setWanted(null)}
          />
        )}
      </>
    ),
  };
}
