'use client';
import { Circle, CircleCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { TextLink } from '../../ui/button.tsx';

export interface SetUpStep {
  readonly text: string;
  /** By what the engine says, not by what was clicked. */
  readonly isDone: boolean;
  readonly links: readonly { readonly href: string; readonly label: string }[];
}

/** What to do one after the other, each with its mark and the pages where it is done. `newTab`: what is typed here must not be lost. */
export function SetUpSteps({ steps, newTab = false }: { steps: readonly SetUpStep[]; newTab?: boolean }) {
  const t = useTranslations();
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <ol className="space-y-2.5">
      {steps.map((step) => (
        <li key={step.text} aria-current={step === next ? 'step' : undefined} className="flex gap-2.5">
          {step.isDone ? (
            <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-good" />
          ) : (
            <Circle aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ink-soft" />
          )}
          <div className="min-w-0">
            <p className={step === next ? 'font-bold' : undefined}>
              <span className="sr-only">{t(step.isDone ? 'home.stepDone' : 'home.stepOpen')} </span>
              {step.text}
            </p>
            {!step.isDone && (
              <p className="flex flex-wrap gap-x-5 gap-y-1">
                {step.links.map(({ href, label }) => (
                  <TextLink key={label} href={href} target={newTab ? '_blank' : undefined}>
                    {newTab ? t('chrome.inNewTab', { page: label }) : label}
                  </TextLink>
                ))}
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
