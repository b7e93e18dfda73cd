import { useTranslations } from 'use-intl';

type Known = 'public' | 'private';

/** The two networks of the lab by their words; another one by its name. */
export function useNetworkName(): (name: string) => string {
  const t = useTranslations('lab.networkName');
  return (name) => (t.has(name as Known) ? t(name as Known) : name);
}
