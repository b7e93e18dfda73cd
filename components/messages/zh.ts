import type { Messages } from './en.ts';
import { aboutTitlesZh, aboutZh } from '../about/words.zh.ts';
import { backupsZh, backupTitlesZh } from '../backup/words.zh.ts';
import { chromeTitlesZh, chromeZh, instanceStateZh, memberStatusZh, menuZh } from '../chrome/words.zh.ts';
import { databasesZh, databaseTitlesZh } from '../databases/words.zh.ts';
import { entryTitlesZh, entryZh } from '../entry/words.zh.ts';
import { globalsTitlesZh, globalsZh } from '../globals/words.zh.ts';
import { homeTitlesZh, homeZh } from '../home/words.zh.ts';
import { journalsZh, journalTitlesZh } from '../journals/words.zh.ts';
import { arbiterPageZh, arbiterTitlesZh } from '../lab/arbiter/words.zh.ts';
import { labTitlesZh, labZh, workloadZh } from '../lab/words.zh.ts';
import { logTitlesZh, messagesLogZh } from '../logs/words.zh.ts';
import { asyncTitlesZh, asyncZh } from '../mirror/forms/async/words.zh.ts';
import { pendingNamesZh } from '../mirror/forms/names/words.zh.ts';
import { formsZh, formTitlesZh } from '../mirror/forms/words.zh.ts';
import { qosZh } from '../mirror/forms/qos/words.zh.ts';
import { leavingZh } from '../mirror/leaving/words.zh.ts';
import { mirrorCardZh } from '../mirror/card/words.zh.ts';
import { downloadZh } from '../mirror/monitor/databases/words.zh.ts';
import { failoverZh, stakesZh } from '../mirror/monitor/members/words.zh.ts';
import { historyZh } from '../mirror/monitor/history/words.zh.ts';
import { operatorZh } from '../mirror/monitor/orders/words.zh.ts';
import { promotionZh } from '../mirror/monitor/promotion/words.zh.ts';
import { orderRefusalsZh, storiesZh, timelineZh } from '../mirror/monitor/timeline/words.zh.ts';
import { lostTitlesZh, lostZh } from '../mirror/lost/words.zh.ts';
import { monitorTitlesZh, monitorZh, progressZh } from '../mirror/monitor/words.zh.ts';
import { namespacesZh, namespaceTitlesZh } from '../namespaces/words.zh.ts';
import { processesZh, processTitlesZh } from '../processes/words.zh.ts';
import { serviceTitlesZh, serviceZh } from '../service/words.zh.ts';
import { sqlTitlesZh, sqlZh } from '../sql/words.zh.ts';
import { tasksZh, taskTitlesZh } from '../tasks/words.zh.ts';
import { topologyZh } from '../topology/words.zh.ts';
import { uiZh } from '../ui/words.zh.ts';
import { consequencesZh, durationZh, memberTypeZh, productZh } from './words.zh.ts';

/**
 * Every visible word of the portal in Simplified Chinese, put together: the product's own words, except where they are known
 * mistranslations.
 */
export const zh: Messages = {
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
    ...lostTitlesZh,
    ...backupTitlesZh,
    ...globalsTitlesZh,
    ...journalTitlesZh,
    ...logTitlesZh,
    ...namespaceTitlesZh,
    ...processTitlesZh,
    ...sqlTitlesZh,
    ...taskTitlesZh,
  },
  consequences: consequencesZh,
  ...productZh,
  duration: durationZh,
  memberType: memberTypeZh,
  ui: uiZh,
  chrome: chromeZh,
  menu: menuZh,
  memberStatus: memberStatusZh,
  instanceState: instanceStateZh,
  entry: entryZh,
  home: homeZh,
  about: aboutZh,
  lab: labZh,
  workload: workloadZh,
  service: serviceZh,
  databases: databasesZh,
  forms: formsZh,
  async: asyncZh,
  pendingNames: pendingNamesZh,
  qos: qosZh,
  leaving: leavingZh,
  lost: lostZh,
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
  backups: backupsZh,
  globals: globalsZh,
  journals: journalsZh,
  messagesLog: messagesLogZh,
  namespaces: namespacesZh,
  processes: processesZh,
  sql: sqlZh,
  tasks: tasksZh,
  topology: topologyZh,
  mirrorCard: mirrorCardZh,
  arbiterPage: arbiterPageZh,
};
