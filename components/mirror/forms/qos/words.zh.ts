import type { qosEn } from './words.en.ts';

export const qosZh: typeof qosEn = {
  title: '关于超时的建议',
  meaning: '静默{silence}毫秒即视为失去连接。',
  nothingMeasured: '尚无测量数据：最近7天内，此成员没有收到另一故障转移成员的消息。',
  noMirrorYet: '尚无测量数据。有两个故障转移成员之后，编辑镜像页会显示它们的消息延迟多久到达。',
  alarms: '若为{timeout}毫秒，在{span}内会有{count}次误报。',
  sevenDays: '7天',
  heard: '在{span}内，{name}的消息最多比预定时间晚到{latest}毫秒。',
  heardInTime: '在{span}内，{name}的消息全部按时到达。',
  quiet: '从{timeout}毫秒起不会有误报。',
  arbiterAlarms: '仲裁程序会被误判为失去连接{count}次。',
  caption: '{name}的消息晚到多久。',
  limit: '{timeout}毫秒的界限',
  inTime: '按时',
  axisSeconds: '{seconds}秒',
  lateness: '晚到',
  words: '消息数',
  upTo: '至{ms}毫秒',
  over: '超过{ms}毫秒',
  asTable: '显示为表格',
  asPicture: '显示为图',
};
