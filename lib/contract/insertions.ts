/**
 * Words that the engine inserts into the texts of the error catalogue, in Chinese: the reason in "… is not possible now: it is stopped", the kind of thing in "There is no host named …".
 *
 * The English words are the code; `%1`, `%2` stand for names. What is not listed, such as what an operating system said, is shown as it came. Names that a person gave stand
 * elsewhere in the texts and are never looked up.
 */
import type { ErrorCode, Locale } from './errors.ts';

/** Which insertions of which texts are words, counted from 0. */
export const wordPositions: Partial<Record<ErrorCode, readonly number[]>> = {
  '734': [2],
  '737': [1],
  '739': [1],
  '2079': [0],
  '2080': [0],
  '2083': [0],
  '2084': [0],
  '2086': [1],
  '2104': [0],
  '2147': [0],
  P101: [1],
  P104: [0],
  P105: [0, 1],
  P150: [1],
  P153: [1],
  P156: [1],
  P161: [1],
  P163: [1],
  P164: [1],
};

export const insertionsZh: Readonly<Record<string, string>> = {
  // Kinds of things.
  'background task': '后台任务',
  backup: '备份',
  card: '网卡',
  command: '命令',
  database: '数据库',
  'dejournal filter': 'Dejournal筛选器',
  directory: '目录',
  host: '主机',
  instance: '实例',
  'journal file': '日志文件',
  mapping: '映射',
  member: '成员',
  namespace: '命名空间',
  'pending member': '待批准的成员',
  'pending DN update': '待授权的X.509 DN',
  query: '查询',
  statement: '语句',

  // What was to be done.
  'add to mirror': '添加到镜像',
  'add-to-mirror': '添加到镜像',
  activate: '激活',
  catchup: '追赶',
  'catch-up': '追赶',
  compact: '压缩',
  dismount: '卸载',
  mount: '装载',
  download: '下载',
  pause: '暂停',
  promote: '升级',
  restore: '还原',
  Purge: '清除日志',
  'removal from the mirror': '从镜像中移除',
  'remove-from-mirror': '从镜像中移除',
  'integrity-check': '完整性检查',
  'journal-integrity-check': '日志完整性检查',
  'Integrity Check': '完整性检查',
  'Clear Flag': '清除标志',
  'Clear FailoverDB Flags': '清除FailoverDB标志',
  'Clear JoinMirror Flag': '清除JoinMirror标志',
  JoinMirror: '恢复JoinMirror标志',
  'Set No Failover': '设置no failover',
  'Clear No Failover': '清除no failover',
  'Start Mirror On This Member': '在此成员上启动镜像',
  'Stop Mirror On This Member': '在此成员上停止镜像',
  'Start Dejournaling': '启动Dejournaling',
  'Stop Dejournaling': '停止Dejournaling',
  'install-agent': '安装ISCAgent',
  'start-agent': '启动ISCAgent',
  'stop-agent': '停止ISCAgent',
  'enable-agent': '设置ISCAgent自动启动',
  'start-instance': '启动实例',
  'stop-instance': '停止实例',
  'restart-instance': '重新启动实例',
  'kill-instance': '强制终止实例',
  'pause-instance': '暂停实例',
  'resume-instance': '恢复实例',
  'upgrade-instance': '升级实例',
  'set-journal-disk': '设置日志磁盘',
  'set-validated-member': '编辑ValidatedMember',
  'cut-path': '切断线路',
  'add-host': '添加主机',
  'issue-certificate': '签发证书',
  'power-off-host': '关闭主机电源',
  'power-on-host': '打开主机电源',
  'copy-file': '复制文件',
  'start-workload': '启动工作负载',
  'stop-workload': '停止工作负载',

  // Why not.
  'it is set': '已设置',
  'it is not set': '未设置',
  'it is clear': '已清除',
  'it is cleared': '已清除',
  'it is stopped': '已停止',
  'it was aborted': '已中止',
  'mirroring is running': '镜像正在运行',
  'its dejournaling is not running': '其Dejournaling未在运行',
  'there is no database with the flag': '没有带该标志的数据库',
  'there is a partner': '已选择伙伴成员',
  'activate it first': '请先激活',
  'it belongs to mirror %1': '它属于镜像 %1',
  'mirror %1 has no database %2': '镜像 %1 中没有数据库 %2',
  'mirror %1 has another database %2 now': '镜像 %1 中现在的 %2 是另一个数据库',
  'database %1 is the active copy on this system': '数据库 %1 是此系统上的活动副本',
  'the mirror has no primary now': '镜像当前没有主成员',
  'the journal is frozen (%1)': '日志已冻结 (%1)',
  'the journal files in %1 cannot be read': '无法读取 %1 中的日志文件',
  'journal file #%1 is damaged at offset %2': '日志文件 #%1 在偏移 %2 处损坏',
  'the copy is newer than the mirror journal of this member': '该副本比此成员的镜像日志更新',
  'there is no instance %1 on this host': '此主机上没有实例 %1',
  'connection refused': '连接被拒绝',
  'connection closed': '连接已关闭',
  'timed out': '超时',
  'no route to host': '没有到主机的路由',
  'network is unreachable': '网络不可达',
  'host name not known': '无法解析主机名',
  'no answer over TLS': 'TLS上没有应答',
  'the connection is not secured by TLS': '该连接未使用TLS保护',
  'it is not an authorized member of this mirror': '它不是此镜像的授权成员',
  'it is not there': '不存在',
  'it is not a file': '不是文件',
  'it is not a backup file': '不是备份文件',
  'its label cannot be read': '无法读取其标签',
  'its end is missing': '缺少末尾部分',
  'at byte %1': '位于字节 %1',
  'it is no database, or its first pages are damaged': '不是数据库, 或其起始页已损坏',
  'CA file: no such file': 'CA文件不存在',
  'CA file: it holds no certificate': 'CA文件中没有证书',
  'certificate file: no such file': '证书文件不存在',
  'certificate file: it holds no certificate': '证书文件中没有证书',
  'certificate is not yet valid': '证书尚未生效',
  'certificate has expired': '证书已过期',
  'unable to get local issuer certificate': '找不到颁发者的证书',
  'certificate signature failure': '证书签名无效',
  'certificate chain too long': '证书链过长',
  'self-signed certificate in certificate chain': '证书链中存在自签名证书',
  'unsupported certificate purpose: Extended Key Usage lacks %1': '证书用途不支持: 扩展密钥用法缺少 %1',

  // Why a journal file was begun.
  'Instance start': '实例启动',
  'Became primary': '成为主成员',
  'File full': '文件已满',
  'Switch by user': '用户切换',
  'Switch by user: %1': '用户切换: %1',
  Backup: '备份',
  'Switch Journal task at midnight': '每日切换',

  // Of the lab.
  'ISCAgent %1 is already installed on %2': '%2 上已安装ISCAgent %1',
  'the ISCAgent is not installed on %1': '%1 上未安装ISCAgent',
  'the ISCAgent of %1 is not running': '%1 的ISCAgent未在运行',
  'the ISCAgent of %1 is %2': '%1 的ISCAgent的状态为 %2',
  '%1 is not running': '%1 未在运行',
  '%1 is no member of a mirror': '%1 不是镜像成员',
  '%1 has no power': '%1 没有通电',
  '%1 has power already': '%1 已通电',
  '%1 has no instance': '%1 没有实例',
  '%1 has version %2': '%1 的版本为 %2',
  '%1 needs no cable to itself': '%1 到自身不需要线路',
  'the lab has as many hosts as it can hold': '实验环境中的主机数已达上限',
  'the workload is running': '工作负载正在运行',
  'the workload is not running': '工作负载未在运行',
  '%1 is %2': '%1 的状态为 %2',
  down: '已停止',
  starting: '正在启动',
  running: '正在运行',
  paused: '已暂停',
  stopping: '正在停止',
};

const patterns = Object.entries(insertionsZh)
  .filter(([english]) => english.includes('%'))
  .map(([english, chinese]) => ({ pattern: new RegExp(`^${english.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%\d/g, '(.+)')}$`), chinese }));

/** Words of one insertion in a language. */
export function insertionText(english: string, locale: Locale): string {
  if (locale === 'en') return english;
  const whole = insertionsZh[english];
  if (whole !== undefined) return whole;
  for (const { pattern, chinese } of patterns) {
    const found = pattern.exec(english);
    if (found) return chinese.replace(/%(\d)/g, (_, digit) => insertionsZh[found[Number(digit)] ?? ''] ?? found[Number(digit)] ?? '');
  }
  return english;
}
