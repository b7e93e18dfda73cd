import { backupsZh } from '../backup/words.zh.ts';
import { databasesZh } from '../databases/words.zh.ts';
import { globalsZh } from '../globals/words.zh.ts';
import { journalsZh } from '../journals/words.zh.ts';
import { labZh, workloadZh } from '../lab/words.zh.ts';
import { messagesLogZh } from '../logs/words.zh.ts';
import { namespacesZh } from '../namespaces/words.zh.ts';
import { sqlZh } from '../sql/words.zh.ts';
import { baseZh } from './base.zh.ts';
import { settingUpZh } from './setting-up.zh.ts';
import type { Messages } from './en.ts';

/**
 * Every visible word of the portal in Simplified Chinese, put together: the product's own words, except where they are known
 * mistranslations.
 */
export const zh: Messages = {
  ...baseZh,
  backups: backupsZh,
  databases: databasesZh,
  journals: journalsZh,
  ...settingUpZh,
  sql: sqlZh,
  globals: globalsZh,
  namespaces: namespacesZh,
  lab: labZh,
  workload: workloadZh,
  messagesLog: messagesLogZh,
};
