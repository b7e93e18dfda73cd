'use client';
import { useTranslations } from 'use-intl';
import { isOlderVersion, productVersions } from '@/lib/contract/units.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import { CommandButton, type HostControls } from './command-button.tsx';

/** Newer versions that can be installed over this one. The lab says what hinders it: the instance runs, or the ISCAgent is older. */
export function InstanceUpgrade({ host, instance, sender }: HostControls & { instance: LabHost['instances'][number] }) {
  const t = useTranslations('download');
  return productVersions
    .filter((version) => isOlderVersion(instance.version, version))
    .map((version) => (
      <CommandButton
        key={version}
        sender={sender}
        object={`${host.name}/${instance.name}`}
        command={{ kind: 'upgrade-instance', host: host.name, instance: instance.name, version }}
        action={t('upgradeTo', { version })}
      />
    ));
}
