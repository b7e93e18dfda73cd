import type { databaseActionEn, downloadEn } from './words.en.ts';

export const downloadZh: typeof downloadEn = {
  version: '版本{version}',
  upgradeTo: '升级到{version}',
  versionsDiffer:
    '故障转移成员的版本不同：{thisMember} {thisVersion}，{otherMember} {otherVersion}。这仅适用于升级期间：请设置no failover，升级备用成员，清除no failover，让备用成员接管，然后升级原主成员。',
  olderMustNotLead: '主成员的版本较新：{older}在升级之前不得再次成为主成员。',
  download: '下载',
  downloadOf: '下载{name}',
  missingText:
    '将在此处以其名称为目录创建空数据库{name}。副本将从拥有有效副本的其他成员传来，然后应用此后的日志；此后此成员保持其为最新。如需其他目录，请使用向导创建。',
};

export const databaseActionZh: typeof databaseActionEn = {
  mount: '挂载',
  activate: '激活',
  catchUp: '追赶',
  download: '下载',
  remove: '移除',
  of: '{action}：{name}',
  several: '点击“执行”以对多个数据库执行操作',
  select: '--选择操作--',
  option: '{count, plural, =0 {{action}（无）} other {{action}（#）}}',
  go: '执行',
  chosenSubject: '以下所选的每个数据库',
  alsoCatchUp: '随后追赶',
  text: {
    mount: '在此成员上打开{subject}，然后与镜像同步追赶。',
    activate:
      '此成员上的副本将成为其在镜像中的数据库：{subject}。之后需要从副本生成的位置开始追赶。仅对该数据库自身的副本执行此操作：已还原的备份，或复制的IRIS.DAT。',
    catchUp:
      '从副本所含的位置开始，将镜像日志应用于{subject}；此后此成员保持其为最新。该时段的日志文件必须仍然存在于此成员或其他成员上。需要激活的副本会先被激活。',
    download:
      '{subject}的副本将从拥有有效副本的其他成员传来，然后应用此后的日志；此后此成员保持其为最新。无需手动激活或追赶。下载会自动开始；此操作使其立即开始。',
    removeAll: '镜像{mirror}将永久失去{subject}。在此成员（主成员）上，它变为普通数据库：保留数据，可以写入，其更改不再发送到其他成员。',
    removeAllOthers: '{others}上的副本保留数据，但不再接收更改；显示为“孤立”。也请在那里移除，顺序为：先主成员，再备用成员，最后异步成员。',
    removeAllBack: '要恢复到镜像中，必须将其作为现有数据库添加，其他每个成员都需要新的副本。',
    removeHere: '成员{member}将把{subject}移出镜像{mirror}。在此处它变为普通数据库：保留数据，可以写入，不再接收镜像的更改。',
    removeHereOthers:
      '其他成员保留各自的副本。只要主成员仍将其保留在镜像{mirror}中，此成员就会报告其缺失，故障转移后应用程序将无法使用它。要从整个镜像中移除，请先在主成员上开始，再到备用成员，最后到异步成员。',
  },
};
