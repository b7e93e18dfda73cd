'use client';
import { useTranslations } from 'use-intl';
import { LAB_KEY_PASSWORD } from '@/lib/contract/units.ts';
import { CommandButton, type HostControls } from './command-button.tsx';
import { ControlSection } from './control-section.tsx';

export function CertificateFiles({ host, sender }: HostControls) {
  const t = useTranslations('lab');
  return (
    <ControlSection name={t('files')}>
      <ul className="break-all font-mono text-xs">
        {host.certificateFiles.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
      <p className="mt-1 text-sm text-ink-soft">
        {t.rich('filesHint', { password: () => <code className="font-bold text-ink">{LAB_KEY_PASSWORD}</code> })}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <CommandButton
          sender={sender}
          command={{ kind: 'issue-certificate', host: host.name }}
          action={t('issueCertificate')}
          object={host.name}
        />
        <span className="text-sm text-ink-soft">{t('issueCertificateHint')}</span>
      </div>
    </ControlSection>
  );
}
