import { orderRefusalSentences, storySentences } from '@/lib/contract/story-sentences.ts';
import { aboutEn, aboutTitlesEn } from '../about/words.en.ts';
import { backupsEn, backupTitlesEn } from '../backup/words.en.ts';
import { chromeEn, chromeTitlesEn, instanceStateEn, memberStatusEn, menuEn } from '../chrome/words.en.ts';
import { databasesEn, databaseTitlesEn } from '../databases/words.en.ts';
import { entryEn, entryTitlesEn } from '../entry/words.en.ts';
import { globalsEn, globalsTitlesEn } from '../globals/words.en.ts';
import { homeEn, homeTitlesEn } from '../home/words.en.ts';
import { journalsEn, journalTitlesEn } from '../journals/words.en.ts';
import { arbiterPageEn, arbiterTitlesEn } from '../lab/arbiter/words.en.ts';
import { labEn, labTitlesEn, workloadEn } from '../lab/words.en.ts';
import { logTitlesEn, messagesLogEn } from '../logs/words.en.ts';
import { asyncEn, asyncTitlesEn } from '../mirror/forms/async/words.en.ts';
import { pendingNamesEn } from '../mirror/forms/names/words.en.ts';
import { formsEn, formTitlesEn } from '../mirror/forms/words.en.ts';
import { qosEn } from '../mirror/forms/qos/words.en.ts';
import { leavingEn } from '../mirror/leaving/words.en.ts';
import { mirrorCardEn } from '../mirror/card/words.en.ts';
import { downloadEn } from '../mirror/monitor/databases/words.en.ts';
import { failoverEn, stakesEn } from '../mirror/monitor/members/words.en.ts';
import { historyEn } from '../mirror/monitor/history/words.en.ts';
import { operatorEn } from '../mirror/monitor/orders/words.en.ts';
import { promotionEn } from '../mirror/monitor/promotion/words.en.ts';
import { timelineEn } from '../mirror/monitor/timeline/words.en.ts';
import { lostEn, lostTitlesEn } from '../mirror/lost/words.en.ts';
import { monitorEn, monitorTitlesEn, progressEn } from '../mirror/monitor/words.en.ts';
import { namespacesEn, namespaceTitlesEn } from '../namespaces/words.en.ts';
import { processesEn, processTitlesEn } from '../processes/words.en.ts';
import { serviceEn, serviceTitlesEn } from '../service/words.en.ts';
import { sqlEn, sqlTitlesEn } from '../sql/words.en.ts';
import { tasksEn, taskTitlesEn } from '../tasks/words.en.ts';
import { topologyEn } from '../topology/words.en.ts';
import { uiEn } from '../ui/words.en.ts';
import { consequencesEn, durationEn, memberTypeEn, productEn } from './words.en.ts';

/**
 * Every visible word of the portal in English, put together: each stands beside the pages that say it, in `words.en.ts`. Errors come from
 * the catalogue in the contract.
 */
export const en = {
  title: {
    ...chromeTitlesEn,
    ...entryTitlesEn,
    ...homeTitlesEn,
    ...aboutTitlesEn,
    ...labTitlesEn,
    ...arbiterTitlesEn,
    ...serviceTitlesEn,
    ...databaseTitlesEn,
    ...formTitlesEn,
    ...asyncTitlesEn,
    ...monitorTitlesEn,
    ...lostTitlesEn,
    ...backupTitlesEn,
    ...globalsTitlesEn,
    ...journalTitlesEn,
    ...logTitlesEn,
    ...namespaceTitlesEn,
    ...processTitlesEn,
    ...sqlTitlesEn,
    ...taskTitlesEn,
  },
  consequences: consequencesEn,
  ...productEn,
  duration: durationEn,
  memberType: memberTypeEn,
  ui: uiEn,
  chrome: chromeEn,
  menu: menuEn,
  memberStatus: memberStatusEn,
  instanceState: instanceStateEn,
  entry: entryEn,
  home: homeEn,
  about: aboutEn,
  lab: labEn,
  workload: workloadEn,
  service: serviceEn,
  databases: databasesEn,
  forms: formsEn,
  async: asyncEn,
  pendingNames: pendingNamesEn,
  qos: qosEn,
  leaving: leavingEn,
  lost: lostEn,
  monitor: monitorEn,
  history: historyEn,
  progress: progressEn,
  download: downloadEn,
  failover: failoverEn,
  stakes: stakesEn,
  operator: operatorEn,
  promotion: promotionEn,
  timeline: timelineEn,
  story: storySentences,
  orderRefusal: orderRefusalSentences,
  backups: backupsEn,
  globals: globalsEn,
  journals: journalsEn,
  messagesLog: messagesLogEn,
  namespaces: namespacesEn,
  processes: processesEn,
  sql: sqlEn,
  tasks: tasksEn,
  topology: topologyEn,
  mirrorCard: mirrorCardEn,
  arbiterPage: arbiterPageEn,
};

/** The shape every language has to fill, key for key. */
export type Messages = typeof en;
