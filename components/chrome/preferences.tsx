'use client';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'use-intl';
import { ChoiceBox } from './choice-box.tsx';
import { useTheme } from '../portal/use-theme.ts';

const YEAR_SECONDS = 365 * 24 * 3_600;
const remember = (name: string, value: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store API is not in every browser that we serve
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
};

const boxStyle = 'min-h-8 rounded-md border border-line-strong bg-raised px-1.5 text-sm text-ink';

/** EN / 中文, remembered; the page keeps what is typed in it. */
export function LanguageSwitch() {
  const t = useTranslations('chrome');
  const locale = useLocale();
  const router = useRouter();
  return (
    <ChoiceBox
      className={boxStyle}
      label={t('language')}
      value={locale}
      onChoose={(chosen) => {
        remember('mirror-portal-locale', chosen);
        router.refresh();
      }}
    >
      <option value="en" lang="en">
        English
      </option>
      <option value="zh" lang="zh-CN">
        简体中文
      </option>
    </ChoiceBox>
  );
}

export function ThemeSwitch() {
  const t = useTranslations('chrome');
  const theme = useTheme();
  return (
    <select
      className={boxStyle}
      aria-label={t('theme')}
      value={theme}
      onChange={(event) => {
        const chosen = event.target.value;
        remember('mirror-portal-theme', chosen);
        if (chosen === 'system') delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = chosen;
      }}
    >
      <option value="system">{t('themeSystem')}</option>
      <option value="light">{t('themeLight')}</option>
      <option value="dark">{t('themeDark')}</option>
    </select>
  );
}
