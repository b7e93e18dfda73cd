'use client';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';
import { useRefusalTexts } from '../../../ui/use-refusal-texts.ts';

interface Props {
  readonly check: PromotionCheck;
  readonly partner: string | null;
  readonly onChange: (partner: string) => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly help: string;
  readonly offer: Refusal | null;
}

/** Whose journal counts when not every ISCAgent answers, with what each choice leads to. */
export function PromotionPartner({ check, partner, onChange }: Props) {
  const t = useTranslations('promotion');
  const { sentenceText } = useRefusalTexts();
  const id = useId();
  const options: Option[] = [
    ...check.members.map((member) => ({
      value: member.guid,
      label: member.name,
      help: t(`partnerHelp.${member.asPartner}`, { member: member.name }),
      offer: member.offer,
    })),
    { value: 'none', label: t('noPartner'), help: t('partnerHelp.none'), offer: check.offers.none },
  ];
  return (
    <fieldset className="space-y-2">
      <legend className="font-bold">{t('partner')}</legend>
      <p className="text-sm text-ink-soft">{t('partnerText')}</p>
      {options.map(({ value, label, help, offer }) => (
        <div key={value} className="flex items-start gap-2">
          <input
            id={`${id}-${value}`}
            type="radio"
            name={id}
            className="mt-0.5 size-4.5 shrink-0 accent-navy-fill"
            checked={partner === value}
            disabled={offer !== null}
            aria-describedby={`${id}-${value}-help`}
            onChange={() => onChange(value)}
          />
          <div className="min-w-0">
            <label htmlFor={`${id}-${value}`} className="font-bold">
              {label}
            </label>
            <p id={`${id}-${value}-help`} className="text-sm text-ink-soft">
              {offer ? sentenceText(offer) : help}
            </p>
          </div>
        </div>
      ))}
    </fieldset>
  );
}
