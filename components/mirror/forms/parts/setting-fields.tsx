'use client';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { compressionModes, compressionTypes, parallelDejournalingModes } from '@/lib/contract/choices.ts';
import { Select } from '../../../ui/field.tsx';
import { DraftAddress, DraftCheck, DraftText } from './draft-fields.tsx';
import { FormField } from './form-field.tsx';
import { NetworkInterfaceField } from './network-interface-field.tsx';
import { TlsLink } from '../tls/tls-link.tsx';
import type { MirrorForm } from './use-mirror-form.ts';

interface FormProps {
  readonly form: MirrorForm;
}

/** `prepares`: SSL/TLS can be set up here before the mirror uses it, as every member must. */
export function TlsField({
  form,
  target,
  label,
  beside,
  prepares = false,
}: FormProps & { target: Target; label: string; beside?: ReactNode; prepares?: boolean }) {
  const t = useTranslations('forms');
  const tools = (
    <>
      {(form.draft.useTls || prepares) && <TlsLink target={target} onSaved={() => form.refusal?.field === 'useTls' && form.refuse(null)} />}
      {beside}
    </>
  );
  return <DraftCheck form={form} name="useTls" label={label} beside={tools} warning={form.draft.useTls ? null : t('tlsRecommended')} />;
}

export function ArbiterFields({ form }: FormProps) {
  const t = useTranslations('forms');
  return (
    <>
      <DraftCheck form={form} name="useArbiter" label={t('useArbiter')} />
      {form.draft.useArbiter && (
        <Revealed label={t('useArbiter')}>
          <DraftAddress form={form} name="arbiter.address" required help={t('arbiterAddressHelp')} />
          <DraftText form={form} name="arbiter.port" required numeric />
        </Revealed>
      )}
    </>
  );
}

export function VirtualIpFields({ form }: FormProps) {
  const t = useTranslations('forms');
  return (
    <>
      <DraftCheck form={form} name="useVirtualIp" label={t('useVirtualIp')} />
      {form.draft.useVirtualIp && (
        <Revealed label={t('useVirtualIp')}>
          <DraftText form={form} name="virtualIp.address" required help={t('virtualIpAddressHelp')} />
          <DraftText form={form} name="virtualIp.prefixLength" required numeric help={t('maskHelp')} />
          <NetworkInterfaceField form={form} label={t('label.networkInterface')} />
        </Revealed>
      )}
    </>
  );
}

function Revealed({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its name a second time beside the box that reveals it
    <div role="group" aria-label={label} className="my-1 rounded-md border-l-4 border-line bg-surface px-2 py-1">
      {children}
    </div>
  );
}

export function CompressionFields({ form }: FormProps) {
  const t = useTranslations('forms');
  return (
    <>
      <CompressionField form={form} name="compressionForFailover" label={t('compressionForFailover')} />
      <CompressionField form={form} name="compressionForAsync" label={t('compressionForAsync')} />
    </>
  );
}

function CompressionField({ form, name, label }: FormProps & { name: 'compressionForFailover' | 'compressionForAsync'; label: string }) {
  const t = useTranslations('forms');
  const { mode, type } = form.draft[name];
  return (
    <FormField name={name} label={label} refusal={form.refusal}>
      {(control) => (
        <div className="flex flex-wrap gap-2">
          <Select
            {...control}
            className="max-w-56"
            value={mode}
            disabled={form.readOnly}
            onChange={(event) => form.set(name, { mode: event.target.value as typeof mode, type })}
          >
            {compressionModes.map((one) => (
              <option key={one} value={one}>
                {t(`compressionMode.${one}`)}
              </option>
            ))}
          </Select>
          {mode === 'compressed' && (
            <Select
              aria-label={t('compressionTypeFor', { label })}
              className="max-w-32"
              value={type}
              disabled={form.readOnly}
              onChange={(event) => form.set(name, { mode, type: event.target.value as typeof type })}
            >
              {compressionTypes.map((one) => (
                <option key={one} value={one}>
                  {t(`compressionType.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </div>
      )}
    </FormField>
  );
}

export function ParallelDejournalingField({ form }: FormProps) {
  const t = useTranslations('forms');
  return (
    <FormField name="parallelDejournaling" label={t('allowParallelDejournaling')} refusal={form.refusal}>
      {(control) => (
        <Select
          {...control}
          className="max-w-72"
          value={form.draft.parallelDejournaling}
          disabled={form.readOnly}
          onChange={(event) => form.set('parallelDejournaling', event.target.value as typeof form.draft.parallelDejournaling)}
        >
          {parallelDejournalingModes.map((one) => (
            <option key={one} value={one}>
              {t(`parallelDejournaling.${one}`)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

/** Said in place of done: what would have happened can be looked at before it is let happen. */
export function ObserveOnlyField({ form }: FormProps) {
  const t = useTranslations('forms');
  return (
    <DraftCheck
      form={form}
      name="observeOnly"
      label={t('observeOnly')}
      help={t('observeOnlyHelp')}
      warning={form.draft.observeOnly ? t('observeOnlyWarning') : null}
    />
  );
}

export const QosField = ({ form }: FormProps) => <DraftText form={form} name="qosTimeoutMs" numeric />;

const advancedNames = ['qosTimeoutMs', 'mirrorPrivateAddress', 'agentAddress'] as const;

/** Opens by itself when something inside is wrong: a field that is not visible cannot be mended. */
export function AdvancedSettings({ form, children }: FormProps & { children: ReactNode }) {
  const t = useTranslations('forms');
  const id = useId();
  const [open, setOpen] = useState(false);
  const isWrong = advancedNames.some((name) => form.refusal?.field === name || form.problemOf(name) !== null);
  if (isWrong && !open) setOpen(true);
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="mt-3 rounded-md border border-line"
      aria-labelledby={id}
    >
      <summary id={id} className="px-3 py-2 font-bold text-navy">
        {t('advancedSettings')}
      </summary>
      <div className="border-t border-line px-3 py-1">{children}</div>
    </details>
  );
}
