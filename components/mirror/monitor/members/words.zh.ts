import type { failoverEn, stakesEn } from './words.en.ts';

export const failoverZh: typeof failoverEn = {
  yesBut: '能，但是：',
  wouldNotBeServed: '接管之后，没有成员提供以下数据库：',
  lackOf: '{names}：{lack}',
  lack: {
    missing: '不在该成员上',
    dismounted: '在该成员上已卸载',
    obsolete: '该成员上是同名的旧数据库',
    inactive: '需要激活',
    'awaits-download': '副本尚待下载',
    behind: '需要追赶',
    paused: '日志重放已暂停',
    'read-only': '在该成员上以只读方式挂载',
  },
  cure: {
    missing: '请在该成员上创建，或将副本带到那里',
    dismounted: '请在该成员上挂载',
    obsolete: '请先在该成员上将旧数据库从镜像中移除，再带来副本',
    inactive: '请在该成员的镜像监视器上激活并追赶',
    'awaits-download': '请等待下载完成，或查看该成员的后台任务',
    behind: '请在该成员的镜像监视器上追赶',
    paused: '请查看该成员的消息日志，然后追赶',
    'read-only': '请在该成员的数据库属性中取消只读',
  },
  sentence: '{names}：{lack}；{cure}。',
};

export const stakesZh: typeof stakesEn = {
  title: '如果现在强制成员',
  text: '最多会丢失什么，以及成员多久后可以提供服务。这些是测得的，不是承诺。',
  lost: '最多丢失',
  oldest: '缺少的最早更新',
  ready: '可提供服务的时间',
  nothing: '无',
  both: '{records}条记录，{time}',
  records: '{records}条记录',
  time: '最近{time}的全部',
  sinceUnheard: '自{time}前最后一次收到其信息以来的全部',
  serves: '正在提供服务。',
  about: '约{time}后',
};
