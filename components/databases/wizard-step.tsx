'use client';
import { DetailsStep } from './wizard-details-step.tsx';
import { NameStep } from './wizard-name-step.tsx';
import { ResourceStep } from './wizard-resource-step.tsx';
import type { WizardStepProps } from './wizard-step-props.ts';
import { SummaryStep } from './wizard-summary-step.tsx';

const steps = [NameStep, DetailsStep, ResourceStep, SummaryStep];

export function WizardStep({ step, ...props }: WizardStepProps & { readonly step: number }) {
  const Step = steps[step - 1] ?? SummaryStep;
  return <Step {...props} />;
}
