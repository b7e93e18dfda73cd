import { backupsEn } from '../backup/words.en.ts';
import { databasesEn } from '../databases/words.en.ts';
import { globalsEn } from '../globals/words.en.ts';
import { journalsEn } from '../journals/words.en.ts';
import { labEn, workloadEn } from '../lab/words.en.ts';
import { messagesLogEn } from '../logs/words.en.ts';
import { namespacesEn } from '../namespaces/words.en.ts';
import { sqlEn } from '../sql/words.en.ts';
import { baseEn } from './base.en.ts';
import { settingUpEn } from './setting-up.en.ts';

/**
 * Every visible word of the portal in English, put together: each stands beside the pages that say it, in `words.en.ts`. Errors come from
 * the catalogue in the contract.
 */
export const en = {
  ...baseEn,
  backups: backupsEn,
  databases: databasesEn,
  journals: journalsEn,
  ...settingUpEn,
  sql: sqlEn,
  globals: globalsEn,
  namespaces: namespacesEn,
  lab: labEn,
  workload: workloadEn,
  messagesLog: messagesLogEn,
};

/** The shape every language has to fill, key for key. */
export type Messages = typeof en;
