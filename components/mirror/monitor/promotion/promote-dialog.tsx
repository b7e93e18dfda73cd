'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { Promoted, PromotionCheck } from '@/lib/contract/promotion.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useQuestion } from '@/lib/query/use-question.ts';
import { type CommandSender, useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Note } from '../../../ui/note.tsx';
import { NOT_CONFIRMED, NOTHING_CHOSEN } from '../../../ui/not-yet.ts';
import { OptionBox } from '../../../ui/option-box.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { MembersToEdit } from './members-to-edit.tsx';
import { PromotionCard } from './promotion-card.tsx';
import { PromotionPartner } from './promotion-partner.tsx';
import { asksForPartner, isDecided, mayLoseData, offerOf, type PromotionChoice, planOf, promoteCommand } from './promotion-plan.ts';
import { PromotionProgress } from './promotion-progress.tsx';
import { PromotionSituation } from './promotion-situation.tsx';
import { PromotionSteps } from './promotion-steps.tsx';
import { isTyped, TypedConfirmation } from '../orders/typed-confirmation.tsx';

type Monitor = InstanceView<'mirror-monitor'>;

/** While a person reads and decides, the members and their agents are asked again so long after each answer. */
const ASK_AGAIN_MS = 5_000;

interface PromoteDialogProps {
  readonly target: Target;
  readonly monitor: Monitor;
  readonly onClose: () => void;
}

/**
 * Promote to Failover Member: the situation, the decision where there is one, what will happen to whom; then its progress, and what is left
 * to do by hand (portal facts 2.9).
 */
export function PromoteDialog({ target, monitor, onClose }: PromoteDialogProps) {
  const t = useTranslations();
  const sender = useSendCommand(target);
  const [promoted, setPromoted] = useState<Promoted | null>(null);
  /** Of the newest entry of the timeline when the promotion began. */
  const [since, setSince] = useState('');
  const question = useQuestion(target, 'promotion-check', {}, sender.isPending || promoted ? null : ASK_AGAIN_MS);
  const promote = async (command: InstanceCommand<'promote'>) => {
    setSince(monitor.timeline[0]?.at ?? '');
    const outcome = await sender.send(command);
    if (outcome.ok) setPromoted(outcome.value);
  };
  if (promoted) return <Result promoted={promoted} monitor={monitor} since={since} onClose={onClose} />;
  if (sender.isPending) {
    return (
      <Dialog open wide busy onClose={onClose} title={t('async.promote.title')}>
        <div className="space-y-3">
          <Spinner label={t('promotion.promoting')} />
          <p className="text-sm text-ink-soft">{t('promotion.goesOn')}</p>
          <PromotionProgress timeline={monitor.timeline} since={since} />
        </div>
      </Dialog>
    );
  }
  if (question.value) return <Decision check={question.value} monitor={monitor} sender={sender} onPromote={promote} onClose={onClose} />;
  return (
    <Dialog open wide onClose={onClose} title={t('async.promote.title')} closeLabel={t('ui.cancel')}>
      {question.refusal ? <RefusalNotice refusal={question.refusal} alert /> : <Spinner label={t('promotion.asking')} />}
    </Dialog>
  );
}

interface DecisionProps {
  readonly check: PromotionCheck;
  readonly monitor: Monitor;
  readonly sender: CommandSender<InstanceCommand>;
  readonly onPromote: (command: InstanceCommand<'promote'>) => void;
  readonly onClose: () => void;
}

function Decision({ check, monitor, sender, onPromote, onClose }: DecisionProps) {
  const t = useTranslations();
  const [made, setMade] = useState<PromotionChoice>({ partner: null, noFailover: false, acceptUnavailable: false, card: null });
  const [typed, setTyped] = useState('');
  const asks = asksForPartner(check);
  // The situation may change while the person reads: a partner is only a choice where one is asked for.
  const choice = { ...made, partner: asks ? made.partner : 'automatic' };
  const losesData = mayLoseData(choice);
  const canGoOnWithout = check.offers.automatic?.code === '2121' && check.offers.acceptUnavailable === null;
  const isConfirmed = !losesData || isTyped(monitor.mirrorName, typed);
  const offer = offerOf(check, choice);
  const change = (part: Partial<PromotionChoice>) => {
    sender.forget();
    setTyped('');
    setMade({ ...made, ...part });
  };
  return (
    <Dialog
      open
      wide
      edited={typed !== ''}
      onClose={onClose}
      title={t('async.promote.title')}
      actions={
        <ReasonButton
          look={losesData ? 'danger' : 'main'}
          refusal={offer ?? (!isDecided(check, choice) ? NOTHING_CHOSEN : isConfirmed ? null : NOT_CONFIRMED)}
          onPress={() => onPromote(promoteCommand(check, choice))}
        >
          {t('async.promote.title')}
        </ReasonButton>
      }
    >
      <div className="space-y-4">
        <PromotionSituation check={check} />
        {asks && <PromotionPartner check={check} partner={choice.partner} onChange={(partner) => change({ partner })} />}
        {canGoOnWithout && (
          <OptionBox
            label={t('promotion.acceptUnavailable', { members: check.unavailable.map(({ name }) => name).join(', ') })}
            help={t('promotion.acceptUnavailableHelp')}
            checked={choice.acceptUnavailable}
            onChange={(acceptUnavailable) => change({ acceptUnavailable })}
          />
        )}
        {choice.partner === 'none' && (
          <OptionBox
            label={t('promotion.noFailover')}
            help={t('promotion.noFailoverHelp')}
            checked={choice.noFailover}
            onChange={(noFailover) => change({ noFailover })}
          />
        )}
        {check.virtualIp && (
          <PromotionCard
            virtualIp={check.virtualIp}
            card={choice.card}
            refusal={sender.refusal}
            onChange={(card) => setMade({ ...made, card })}
          />
        )}
        {offer && !canGoOnWithout ? (
          <RefusalNotice refusal={offer} />
        ) : (
          <PromotionSteps member={monitor.thisMember.name} plan={planOf(check, choice)} />
        )}
        {losesData && !offer && (
          <Note look="warning">
            <p className="font-bold">{t('promotion.dataLossTitle')}</p>
            <p>{t('promotion.dataLoss')}</p>
            <TypedConfirmation word={monitor.mirrorName} value={typed} onChange={setTyped} />
          </Note>
        )}
        {sender.refusal && <RefusalNotice refusal={sender.refusal} alert />}
      </div>
    </Dialog>
  );
}

interface ResultProps {
  readonly promoted: Promoted;
  readonly monitor: Monitor;
  readonly since: string;
  readonly onClose: () => void;
}

function Result({ promoted, monitor, since, onClose }: ResultProps) {
  const t = useTranslations();
  const isDone = promoted.result === 'primary' || promoted.result === 'backup';
  return (
    <Dialog open wide onClose={onClose} title={t('async.promote.title')}>
      <div className="space-y-3">
        <Note look={isDone ? 'good' : 'notice'}>
          {t(`promotion.results.${promoted.result}`, { member: monitor.thisMember.name, partner: promoted.partner ?? '' })}
        </Note>
        <PromotionProgress timeline={monitor.timeline} since={since} />
        {promoted.unavailable.length > 0 && <MembersToEdit members={promoted.unavailable} />}
      </div>
    </Dialog>
  );
}
