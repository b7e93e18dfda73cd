'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Outcome, Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { askInstance } from '@/lib/query/api.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { StatusWord } from '../../../ui/status-word.tsx';
import { useRefusalTexts } from '../../../ui/use-refusal-texts.ts';

type Verification = 'asking' | Outcome<InstanceView<'verify-tls'>>;

/** Verify SSL: asks every reachable member to prove its certificate, and lists what came back. */
export function VerifySsl({
  target,
  mirrorName,
  refusal,
  isOneOfSeveral = false,
}: {
  target: Target;
  mirrorName: string;
  refusal: Refusal | null;
  isOneOfSeveral?: boolean;
}) {
  const t = useTranslations();
  const [verification, setVerification] = useState<Verification | null>(null);
  async function verify() {
    setVerification('asking');
    const outcome = await askInstance(target, 'verify-tls', isOneOfSeveral ? { mirrorName } : {});
    setVerification((before) => (before === null ? null : outcome));
  }
  return (
    <>
      <ReasonButton
        size="small"
        label={isOneOfSeveral ? t('asyncForms.edit.verifySslOf', { mirror: mirrorName }) : undefined}
        refusal={refusal}
        onPress={verify}
        busy={verification === 'asking'}
      >
        {t('forms.edit.verifySsl')}
      </ReasonButton>
      {verification && (
        <Dialog
          open
          wide
          title={t('forms.edit.verified', { name: mirrorName })}
          onClose={() => setVerification(null)}
          closeLabel={t('ui.ok')}
        >
          {verification === 'asking' && <Spinner label={t('forms.edit.verifying')} />}
          {verification !== 'asking' && !verification.ok && <RefusalNotice refusal={verification.refusal} alert />}
          {verification !== 'asking' && verification.ok && (
            <ul className="space-y-2" aria-live="polite">
              {verification.value.members.map((member) => (
                <VerifiedMember key={member.name} {...member} />
              ))}
            </ul>
          )}
        </Dialog>
      )}
    </>
  );
}

function VerifiedMember({ name, distinguishedName, problem }: InstanceView<'verify-tls'>['members'][number]) {
  const t = useTranslations('forms.edit');
  const { refusalText, wayOutText } = useRefusalTexts();
  if (!problem)
    return (
      <li>
        <StatusWord tone="good">{t('verifiedMember', { member: name })}</StatusWord>
        <p className="pl-6 text-sm text-ink-soft wrap-anywhere">{distinguishedName}</p>
      </li>
    );
  return (
    <li>
      <StatusWord tone="danger">{t('notVerifiedMember', { member: name })}</StatusWord>
      <p className="pl-6 text-sm">{refusalText(problem)}</p>
      <p className="pl-6 text-sm text-ink-soft">{wayOutText(problem)}</p>
    </li>
  );
}
