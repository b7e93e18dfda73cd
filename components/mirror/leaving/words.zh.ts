import type { leavingEn } from './words.en.ts';

export const leavingZh: typeof leavingEn = {
  removeConfiguration: '删除镜像配置',
  removeOther: '删除其他镜像成员',
  noOthers: '该镜像没有其他成员。',
  primaryText: '这是活动的主成员，因此无法删除镜像配置。',
  primaryDetail:
    '您需要先在CPF文件中清除JoinMirror或禁用%Service_Mirror服务，使此成员在启动时不激活该配置。然后重新启动InterSystems IRIS，再次运行此选项。',
  clearFlag: '清除JoinMirror标志',
  restoreFlag: '重新设置JoinMirror标志',
  flagCleared: 'JoinMirror标志已清除。请重新启动InterSystems IRIS以继续删除此镜像成员。',
  flagRestored: 'JoinMirror标志已设置：此成员下次启动时将加入镜像。',
  primaryKeeps: '在重新启动之前，此成员继续作为主成员。重新启动后，此处不再进行镜像，在删除配置之前镜像数据库保持只读。',
  otherText: '此成员将离开镜像{mirror}。它立即停止跟随主成员，并通知主成员；其他成员继续运行。',
  inactiveText: '此操作将删除此实例上镜像{mirror}的剩余配置。',
  options: '同时删除的内容',
  attribute: '从镜像数据库中删除镜像属性（{databases}）',
  attributeHelp:
    '删除：它们成为普通的可读写数据库，可像现有数据库一样再次添加到镜像。保留：它们保持只读且无法删除；当此实例再次加入同一镜像时会重新列出，并需要激活和追赶。',
  noDatabases: '无',
  journals: '删除镜像日志文件（{count}）',
  together:
    '与产品一样，默认删除日志文件并保留属性。这适用于会再次加入此镜像的成员：届时其数据库需要激活，并从其他成员追赶。如果它不再回来，请同时删除属性。',
  journalsHelp: '保留名称为{mirror}的文件会导致无法在此创建或加入同名镜像（#2174）；文件名仍以MIRROR-{mirror}开头。',
  tls: '删除SSL/TLS配置%MirrorClient和%MirrorServer',
  tlsHelp: '证书文件本身保留在原处。',
  removed: '镜像配置已删除。请重新启动InterSystems IRIS以完成此操作。',
  removedNotElsewhere:
    '此处的镜像配置已删除，但无法通知任何其他成员：请在主成员上使用“删除其他镜像成员”删除此成员。然后重新启动InterSystems IRIS。',
  inactiveFlag: '其JoinMirror标志已清除，或%Service_Mirror已禁用，因此启动时未激活该配置。镜像数据库为只读。',
  inactiveRemoved: '此成员已被其他成员从镜像中删除，不再参与镜像；其镜像数据库为只读。',
  joinAnew: '若要恢复，请删除配置，重新启动，然后作为新成员加入镜像。',
  tlsOn: '请先在每个成员上设置SSL/TLS，然后验证SSL。保存时，将授权各成员所证明的可分辨名称，所有镜像连接通过TLS重新建立；写入会短暂暂停。',
  tlsOff: '每个成员都必须已连接才能得知此更改。保存时，所有镜像连接将不使用TLS重新建立：网络上的任何人都可以读取数据，新成员无需授权。',
  chooseMember: '要删除的成员',
  otherWarning: '{member}将停止跟随主成员，并从镜像{mirror}的配置中删除。在该处删除其自身的配置之前，其数据库和日志文件保持不变。',
  backupWarning: '没有它，此镜像就没有备用成员：主成员发生故障时无人接管。',
  memberState: '{type}，{connection}',
  connected: '已连接',
  notConnected: '未连接',
  unreachableWarning: '它未连接：现在从配置中删除，它恢复后会得知此事。',
  otherRemoved: '{member}已从镜像中删除。请在该成员上也删除镜像配置，并重新启动。',
};
