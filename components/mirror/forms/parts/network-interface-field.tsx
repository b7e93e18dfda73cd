'use client';
import { useTranslations } from 'use-intl';
import type { NetworkInterface } from '@/lib/contract/views.ts';
import { Select } from '../../../ui/field.tsx';
import { CureLinks } from './cure-links.tsx';
import { FormField } from './form-field.tsx';
import type { MirrorForm } from './use-mirror-form.ts';

/** The card that carries the virtual IP on this host. A stored card that the host no longer has stays visible. */
export function NetworkInterfaceField({ form, label }: { form: MirrorForm; label: string }) {
  const t = useTranslations('forms');
  const chosen = form.draft.networkInterface;
  const isGone = chosen !== '' && !form.interfaces.some((one) => one.name === chosen);
  const nameOf = (one: NetworkInterface) =>
    t(one.plugged ? 'interfaceOption' : 'interfaceUnplugged', {
      name: one.name,
      addresses: one.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(', ') || t('noAddress'),
    });
  return (
    <FormField
      name="networkInterface"
      label={label}
      required={!form.readOnly}
      refusal={form.refusal}
      problem={form.problemOf('networkInterface')}
      cures={form.refusal && <CureLinks refusal={form.refusal} target={form.target} newTab />}
    >
      {(control) => (
        <Select
          {...control}
          value={chosen}
          disabled={form.readOnly}
          onChange={(event) => form.set('networkInterface', event.target.value)}
          onBlur={() => form.leave('networkInterface')}
        >
          <option value="">{t('chooseInterface')}</option>
          {form.interfaces.map((one) => (
            <option key={one.name} value={one.name}>
              {nameOf(one)}
            </option>
          ))}
          {isGone && <option value={chosen}>{chosen}</option>}
        </Select>
      )}
    </FormField>
  );
}
