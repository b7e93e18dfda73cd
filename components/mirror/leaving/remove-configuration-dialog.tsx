'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Leaving } from '@/lib/contract/leaving.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { OptionBox } from '../../ui/option-box.tsx';
import { ReasonButton } from '../../ui/reason-button.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { announce } from '../../ui/announce.ts';
import { LeavingSteps } from './leaving-steps.tsx';

interface Props {
  readonly target: Target;
  readonly leaving: Leaving;
  readonly onClose: () => void;
}

/** On an active primary the steps that go before, elsewhere the removal with its options. */
export function RemoveConfigurationDialog({ onRemoveOthers, ...props }: Props & { readonly onRemoveOthers?: (() => void) | undefined }) {
  const t = useTranslations();
  if (!props.leaving.isPrimary) return <Removal {...props} />;
  return (
    <Dialog open onClose={props.onClose} title={t('leaving.removeConfiguration')} closeLabel={t('ui.close')}>
      <div className="space-y-3">
        <p>{t('leaving.primaryText')}</p>
        <LeavingSteps {...props} onRemoveOthers={onRemoveOthers} />
      </div>
    </Dialog>
  );
}

function Removal({ target, leaving, onClose }: Props) {
  const t = useTranslations();
  const { send, isPending, refusal } = useSendCommand(target);
  const [removeMirrorAttribute, setAttribute] = useState(false);
  const [deleteJournals, setJournals] = useState(true);
  const [removeTls, setTls] = useState(false);
  const mirror = leaving.mirrorName;
  const databases = leaving.mirroredDatabases.join(', ') || t('leaving.noDatabases');

  async function remove() {
    const outcome = await send({ kind: 'remove-mirror-configuration', removeMirrorAttribute, deleteJournals, removeTls });
    if (!outcome.ok) return;
    onClose();
    if (outcome.value.removedElsewhere) announce(t('leaving.removed'));
    else announce(t('leaving.removedNotElsewhere'), { look: 'warning', duration: Number.POSITIVE_INFINITY });
  }
  return (
    <Dialog
      open
      busy={isPending}
      onClose={onClose}
      title={t('leaving.removeConfiguration')}
      actions={
        <ReasonButton look="danger" refusal={leaving.actions.removeConfiguration} busy={isPending} onPress={() => void remove()}>
          {isPending ? t('ui.working') : t('leaving.removeConfiguration')}
        </ReasonButton>
      }
    >
      <div className="space-y-3">
        <p>{t(leaving.state === 'inactive' ? 'leaving.inactiveText' : 'leaving.otherText', { mirror })}</p>
        <fieldset className="space-y-3">
          <legend className="font-bold">{t('leaving.options')}</legend>
          <p className="text-sm text-ink-soft">{t('leaving.together')}</p>
          <OptionBox
            label={t('leaving.attribute', { databases })}
            help={t('leaving.attributeHelp')}
            checked={removeMirrorAttribute}
            onChange={setAttribute}
          />
          <OptionBox
            label={t('leaving.journals', { count: leaving.mirrorJournalFiles })}
            help={t('leaving.journalsHelp', { mirror })}
            checked={deleteJournals}
            onChange={setJournals}
          />
          {leaving.hasTls && <OptionBox label={t('leaving.tls')} help={t('leaving.tlsHelp')} checked={removeTls} onChange={setTls} />}
        </fieldset>
        {refusal && <RefusalNotice refusal={refusal} alert />}
      </div>
    </Dialog>
  );
}
