'use client';
import { useTranslations } from 'use-intl';
import { ControlSection } from './control-section.tsx';

/** The same for every key that the lab lays down; it guards nothing real. */
const KEY_PASSWORD = 'mirror';

export function CertificateFiles({ files }: { files: readonly string[] }) {
  const t = useTranslations('lab');
  return (
    <ControlSection name={t('files')}>
      <ul className="break-all font-mono text-xs">
        {files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
      <p className="mt-1 text-sm text-ink-soft">{t.rich('filesHint', { password: () => <code className="font-bold text-ink">{KEY_PASSWORD}</code> })}</p>
    </ControlSection>
  );
}
