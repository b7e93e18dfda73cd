import type { consequencesEn, durationEn, journalStateEn, memberTypeEn, productEn } from './words.en.ts';

export const consequencesZh: typeof consequencesEn = {
  disableService: '禁用镜像服务',
  disableServiceText:
    '{member}是镜像{mirror}的成员。它会继续运行到重新启动为止。此后它不再参与镜像：其镜像数据库为只读，它既不是主成员也不是备用成员。',
  disableServiceAction: '禁用',
  virtualIpRemoved: '移除虚拟IP',
  virtualIpMoved: '更改虚拟IP',
  virtualIpText: '此成员（主成员）会立即放弃{address}。使用它的应用程序会断开连接，并且无法再通过它连接。',
  virtualIpMovedText: '此后它们必须使用{address}。',
  virtualIpAction: '保存',
  stop: '停止主成员',
  restart: '重启主成员',
  handsOver:
    '{member}是镜像{mirror}的主成员。如果另一故障转移成员为活动，它会移交给该成员，应用程序会短暂停顿。否则在它再次运行之前，没有成员提供服务。',
  staysDown: '它会保持停止，直到您启动它；届时它是备用成员。',
  returns: '它会自行重新启动，届时它是备用成员。',
  withoutFailover: '{member}是镜像{mirror}的主成员。不进行故障转移时没有成员接管：在您再次启动它之前，没有成员提供服务。',
  readOnly: '将数据库设为只读',
  readOnlyText: '从现在起，任何人都无法写入{name}，无论在此成员上还是通过镜像。写入的应用程序会收到错误。',
  readOnlyAction: '保存',
};

export const productZh: typeof productEn = { product: '镜像门户' };

export const durationZh: typeof durationEn = {
  milliseconds: '{count}毫秒',
  seconds: '{count}秒',
  minutes: '{minutes}分{seconds}秒',
  hours: '{hours}小时{minutes}分',
  days: '{days}天{hours}小时',
};

export const memberTypeZh: typeof memberTypeEn = {
  failover: '故障转移',
  'disaster-recovery': '灾难恢复',
  'read-only-reporting': '只读报告',
  'read-write-reporting': '读写报告',
};

/** Whether the journal takes updates, wherever that is said. */
export const journalStateZh: typeof journalStateEn = {
  frozen: '自{since}起日志已冻结：日志无法写入（{reason}）。更新将等待直到可以写入。',
  notReceived: '自{since}起无法写入接收的镜像日志数据（{reason}）。在可以写入之前，此成员无法接管；请修复其日志磁盘。',
  frozenUntil:
    '自{since}起日志已冻结：日志无法写入（{reason}）。更新正在等待；到{disablesAt}日志记录将被禁用，更新在没有日志的情况下继续。',
  disabled: '自{since}起日志记录已禁用：日志无法写入（{reason}）。更新在没有日志的情况下继续：崩溃可能使其丢失，以后的还原也无法找回。',
  faults: {
    missing: '#2000镜像日志文件{file}缺失。',
    damaged: '#2000镜像日志文件{file}已损坏。',
    cutOff: '#2000镜像日志文件{file}被截断。',
    other: '#2000镜像日志文件{file}不是下一个文件所衔接的文件。',
    begins: '镜像{mirror}在此成员上的日志从文件#{begins}开始。此前的内容无法在此应用或从此发送。',
    wayOut: '需要这些内容的成员或数据库应获取较新的副本：运行完全备份，复制到该处并还原。或者将该文件放回。',
    lostEnd: '镜像日志文件{file}（镜像{mirror}在此成员上的最新文件）缺失或已损坏。此成员在跟随主成员并重新接收数据之前不会成为主成员。',
  },
};
