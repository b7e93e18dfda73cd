import { orderRefusalSentences, storySentences } from '@/lib/contract/story-sentences.ts';
import { aboutEn, aboutTitlesEn } from '../about/words.en.ts';
import { chromeEn, chromeTitlesEn, instanceStateEn, memberStatusEn, menuEn } from '../chrome/words.en.ts';
import { databaseOrderEn, databaseTitlesEn } from '../databases/words.en.ts';
import { entryEn, entryTitlesEn } from '../entry/words.en.ts';
import { homeEn, homeTitlesEn } from '../home/words.en.ts';
import { arbiterPageEn, arbiterTitlesEn } from '../lab/arbiter/words.en.ts';
import { asyncEn, asyncTitlesEn } from '../mirror/forms/async/words.en.ts';
import { pendingNamesEn } from '../mirror/forms/names/words.en.ts';
import { lostEn, lostTitlesEn } from '../mirror/lost/words.en.ts';
import { mirrorCardEn } from '../mirror/card/words.en.ts';
import { downloadEn } from '../mirror/monitor/databases/words.en.ts';
import { failoverEn, stakesEn } from '../mirror/monitor/members/words.en.ts';
import { historyEn } from '../mirror/monitor/history/words.en.ts';
import { operatorEn } from '../mirror/monitor/orders/words.en.ts';
import { promotionEn } from '../mirror/monitor/promotion/words.en.ts';
import { timelineEn } from '../mirror/monitor/timeline/words.en.ts';
import { monitorEn, monitorTitlesEn, progressEn } from '../mirror/monitor/words.en.ts';
import { processesEn, processTitlesEn } from '../processes/words.en.ts';
import { serviceEn, serviceTitlesEn } from '../service/words.en.ts';
import { tasksEn, taskTitlesEn } from '../tasks/words.en.ts';
import { topologyEn } from '../topology/words.en.ts';
import { uiEn } from '../ui/words.en.ts';
import {
  backupTitlesEn,
  formTitlesEn,
  globalsTitlesEn,
  journalTitlesEn,
  labTitlesEn,
  logTitlesEn,
  namespaceTitlesEn,
  sqlTitlesEn,
} from './area-titles.en.ts';
import { consequencesEn, durationEn, journalStateEn, memberTypeEn, productEn } from './words.en.ts';

/**
 * The words that every page is given, in English: those around it and those of the Mirror Monitor. Further areas bring their own, see
 * `areas.ts`.
 */
export const baseEn = {
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
    ...backupTitlesEn,
    ...globalsTitlesEn,
    ...journalTitlesEn,
    ...logTitlesEn,
    ...namespaceTitlesEn,
    ...processTitlesEn,
    ...sqlTitlesEn,
    ...taskTitlesEn,
    ...lostTitlesEn,
  },
  consequences: consequencesEn,
  ...productEn,
  duration: durationEn,
  journalState: journalStateEn,
  memberType: memberTypeEn,
  ui: uiEn,
  chrome: chromeEn,
  menu: menuEn,
  memberStatus: memberStatusEn,
  instanceState: instanceStateEn,
  entry: entryEn,
  home: homeEn,
  about: aboutEn,
  service: serviceEn,
  databaseOrder: databaseOrderEn,
  async: asyncEn,
  pendingNames: pendingNamesEn,
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
  processes: processesEn,
  tasks: tasksEn,
  topology: topologyEn,
  lost: lostEn,
  mirrorCard: mirrorCardEn,
  arbiterPage: arbiterPageEn,
};
