import type { pendingNamesEn } from './words.en.ts';

export const pendingNamesZh: typeof pendingNamesEn = {
  titlePrimary: '授权/拒绝待处理的DN更新',
  title: '授权待处理的DN更新',
  textPrimary:
    '这些成员出示的证书的X.509 DN与镜像 {mirror} 已授权的不同。在您做出决定之前，其连接将被拒绝。请先将DN与该成员的证书进行比对。',
  text: '此成员发现镜像 {mirror} 的成员出示的X.509 DN与其所知的不同。在此处授权新的DN之后，此成员将连接到这些成员。请先将DN与该成员的证书进行比对。',
  column: {
    name: '成员名称',
    type: '成员类型',
    authorized: '已授权的X.509 DN',
    shown: '新的X.509 DN',
    requestedAt: '起始时间',
    authorize: '授权',
    reject: '拒绝',
  },
  authorize: '授权',
  authorizeOf: '授权 {name} 的新DN',
  reject: '拒绝',
  rejectOf: '拒绝 {name} 的新DN',
  authorizeTitle: '授权DN更新',
  rejectTitle: '拒绝DN更新',
  authorizeText: '从现在起，持有以下DN的证书者即为 {name}：',
  authorizeTextHere: '对于此成员，从现在起持有以下DN的证书者即为 {name}。连接之后，其他信息均以主成员为准：',
  rejectText: '{name} 将留在镜像之外，直到其使用已授权的证书或另一个证书。在此成员运行期间不会再次提示该DN：',
  authorized: '已授权 {name} 的新X.509 DN。',
  rejected: '已拒绝 {name} 的新X.509 DN。',
  own: '此成员的证书名称为 {shown}，但镜像 {mirror} 所知的名称为 {authorized}。在主成员授权新的DN（在主成员上编辑镜像）之前，其连接将被拒绝。使用旧DN的证书可立即重新连接。',
  openPrimary: '打开主成员的“编辑镜像”',
  otherDn:
    '如果新证书的X.509 DN不同，备用成员或异步成员将保持断开，直到主成员授权该DN。主成员自己的DN在已连接的成员上立即得到授权；其他成员恢复连接时需要授权该DN。',
  findPrimary: '镜像 {mirror} 的故障转移成员所在位置',
  findPrimaryText: '此成员找不到主成员。如果故障转移成员在此期间更换了地址，请在此处填写。',
  localAddresses: '仅在此成员上更改，以便其找到该成员。连接之后以主成员的地址为准。',
};
