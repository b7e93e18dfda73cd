import type { Locale } from '@/lib/contract/errors.ts';
import type { Messages } from './en.ts';

/**
 * Words that only some pages say: a browser loads them with the first of these pages. Each page of an area stands below a layout with
 * `<Words of="area">`.
 */
const areas = {
  backup: {
    en: () => import('../backup/words.en.ts').then(({ backupsEn }) => ({ backups: backupsEn })),
    zh: () => import('../backup/words.zh.ts').then(({ backupsZh }) => ({ backups: backupsZh })),
  },
  databases: {
    en: () => import('../databases/words.en.ts').then(({ databasesEn }) => ({ databases: databasesEn })),
    zh: () => import('../databases/words.zh.ts').then(({ databasesZh }) => ({ databases: databasesZh })),
  },
  journals: {
    en: () => import('../journals/words.en.ts').then(({ journalsEn }) => ({ journals: journalsEn })),
    zh: () => import('../journals/words.zh.ts').then(({ journalsZh }) => ({ journals: journalsZh })),
  },
  namespaces: {
    en: () => import('../namespaces/words.en.ts').then(({ namespacesEn }) => ({ namespaces: namespacesEn })),
    zh: () => import('../namespaces/words.zh.ts').then(({ namespacesZh }) => ({ namespaces: namespacesZh })),
  },
  globals: {
    en: () => import('../globals/words.en.ts').then(({ globalsEn }) => ({ globals: globalsEn })),
    zh: () => import('../globals/words.zh.ts').then(({ globalsZh }) => ({ globals: globalsZh })),
  },
  sql: {
    en: () => import('../sql/words.en.ts').then(({ sqlEn }) => ({ sql: sqlEn })),
    zh: () => import('../sql/words.zh.ts').then(({ sqlZh }) => ({ sql: sqlZh })),
  },
  lab: {
    en: () => import('../lab/words.en.ts').then(({ labEn, workloadEn }) => ({ lab: labEn, workload: workloadEn })),
    zh: () => import('../lab/words.zh.ts').then(({ labZh, workloadZh }) => ({ lab: labZh, workload: workloadZh })),
  },
  logs: {
    en: () => import('../logs/words.en.ts').then(({ messagesLogEn }) => ({ messagesLog: messagesLogEn })),
    zh: () => import('../logs/words.zh.ts').then(({ messagesLogZh }) => ({ messagesLog: messagesLogZh })),
  },
  /** Create, join, edit and leave a mirror. */
  settingUp: {
    en: () => import('./setting-up.en.ts').then(({ settingUpEn }) => settingUpEn),
    zh: () => import('./setting-up.zh.ts').then(({ settingUpZh }) => settingUpZh),
  },
} satisfies Record<string, Record<Locale, () => Promise<Partial<Messages>>>>;
export type Area = keyof typeof areas;

const loading = new Map<string, Promise<Partial<Messages>>>();

/** The same promise each time, so that a page that waits for it can be drawn again; a script that did not come is asked for again. */
export function wordsOf(area: Area, locale: Locale): Promise<Partial<Messages>> {
  const name = `${area} ${locale}`;
  const words = loading.get(name) ?? areas[area][locale]();
  loading.set(name, words);
  words.catch(() => loading.delete(name));
  return words;
}
