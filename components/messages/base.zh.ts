import type { baseEn } from './base.en.ts';
import { aboutTitlesZh, aboutZh } from '../about/words.zh.ts';
import { chromeTitlesZh, chromeZh, instanceStateZh, memberStatusZh, menuZh } from '../chrome/words.zh.ts';
import { databaseOrderZh, databaseTitlesZh } from '../databases/words.zh.ts';
import { entryTitlesZh, entryZh } from '../entry/words.zh.ts';
import { homeTitlesZh, homeZh } from '../home/words.zh.ts';
import { arbiterPageZh, arbiterTitlesZh } from '../lab/arbiter/words.zh.ts';
import { asyncTitlesZh, asyncZh } from '../mirror/forms/async/words.zh.ts';
import { pendingNamesZh } from '../mirror/forms/names/words.zh.ts';
import { lostTitlesZh, lostZh } from '../mirror/lost/words.zh.ts';
import { mirrorCardZh } from '../mirror/card/words.zh.ts';
import { downloadZh } from '../mirror/monitor/databases/words.zh.ts';
import { failoverZh, stakesZh } from '../mirror/monitor/members/words.zh.ts';
import { historyZh } from '../mirror/monitor/history/words.zh.ts';
import { operatorZh } from '../mirror/monitor/orders/words.zh.ts';
import { promotionZh } from '../mirror/monitor/promotion/words.zh.ts';
import { orderRefusalsZh, storiesZh, timelineZh } from '../mirror/monitor/timeline/words.zh.ts';
import { monitorTitlesZh, monitorZh, progressZh } from '../mirror/monitor/words.zh.ts';
import { processesZh, processTitlesZh } from '../processes/words.zh.ts';
import { serviceTitlesZh, serviceZh } from '../service/words.zh.ts';
import { tasksZh, taskTitlesZh } from '../tasks/words.zh.ts';
import { topologyZh } from '../topology/words.zh.ts';
import { uiZh } from '../ui/words.zh.ts';
import {
  backupTitlesZh,
  formTitlesZh,
  globalsTitlesZh,
  journalTitlesZh,
  labTitlesZh,
  logTitlesZh,
  namespaceTitlesZh,
  sqlTitlesZh,
} from './area-titles.zh.ts';
import { consequencesZh, durationZh, journalStateZh, memberTypeZh, productZh } from './words.zh.ts';

/** The words that every page is given, in Simplified Chinese; see `base.en.ts`. */
export const baseZh: typeof baseEn = {
  title: {
    ...chromeTitlesZh,
    ...entryTitlesZh,
    ...homeTitlesZh,
    ...aboutTitlesZh,
    ...labTitlesZh,
    ...arbiterTitlesZh,
    ...serviceTitlesZh,
    ...databaseTitlesZh,
    ...formTitlesZh,
    ...asyncTitlesZh,
    ...monitorTitlesZh,
    ...backupTitlesZh,
    ...globalsTitlesZh,
    ...journalTitlesZh,
    ...logTitlesZh,
    ...namespaceTitlesZh,
    ...processTitlesZh,
    ...sqlTitlesZh,
    ...taskTitlesZh,
    ...lostTitlesZh,
  },
  consequences: consequencesZh,
  ...productZh,
  duration: durationZh,
  journalState: journalStateZh,
  memberType: memberTypeZh,
  ui: uiZh,
  chrome: chromeZh,
  menu: menuZh,
  memberStatus: memberStatusZh,
  instanceState: instanceStateZh,
  entry: entryZh,
  home: homeZh,
  about: aboutZh,
  service: serviceZh,
  databaseOrder: databaseOrderZh,
  async: asyncZh,
  pendingNames: pendingNamesZh,
  monitor: monitorZh,
  history: historyZh,
  progress: progressZh,
  download: downloadZh,
  failover: failoverZh,
  stakes: stakesZh,
  operator: operatorZh,
  promotion: promotionZh,
  timeline: timelineZh,
  story: storiesZh,
  orderRefusal: orderRefusalsZh,
  processes: processesZh,
  tasks: tasksZh,
  topology: topologyZh,
  lost: lostZh,
  mirrorCard: mirrorCardZh,
  arbiterPage: arbiterPageZh,
};
