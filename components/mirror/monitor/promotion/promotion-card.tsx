'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';
import { NO_MATCHED_SUBNET } from '@/lib/contract/choices.ts';
import { Field, ReadOnlyField, Select } from '../../../ui/field.tsx';
import { Note } from '../../../ui/note.tsx';
import { OptionBox } from '../../../ui/option-box.tsx';

interface Props {
  readonly virtualIp: NonNullable<PromotionCheck['virtualIp']>;
  readonly card: string | null;
  readonly refusal: Refusal | null;
  readonly onChange: (card: string | null) => void;
}

/**
 * The card for the virtual IP: found by itself when one fits, chosen when several do; when none does, the person says that it shall go
 * without.
 */
export function PromotionCard({ virtualIp, card, refusal, onChange }: Props) {
  const t = useTranslations('promotion');
  const { address, cards, chosen } = virtualIp;
  const label = t('networkInterface', { address });
  if (chosen !== null) return <ReadOnlyField label={label}>{t('onlyCard', { card: chosen })}</ReadOnlyField>;
  if (cards.length === 0) {
    return (
      <Note look="warning">
        <p className="mb-1.5">{t('noCard', { address })}</p>
        <OptionBox
          label={t('withoutVirtualIp')}
          checked={card === NO_MATCHED_SUBNET}
          onChange={(checked) => onChange(checked ? NO_MATCHED_SUBNET : null)}
        />
      </Note>
    );
  }
  return (
    <Field name="networkInterface" label={label} required refusal={refusal} help={t('severalCards')}>
      {(control) => (
        <Select {...control} value={card ?? ''} onChange={(event) => onChange(event.target.value || null)}>
          <option value="">{t('chooseCard')}</option>
          {cards.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
