/** Words of the advisor beside the Quality of Service timeout. */
export const qosEn = {
  title: 'Advice on the timeout',
  meaning: 'A silence of {silence} ms counts as a loss.',
  nothingMeasured: 'Nothing has been measured yet: this member has not heard another failover member in the last 7 days.',
  noMirrorYet: 'Nothing has been measured yet. Once there are two failover members, Edit Mirror shows how late their words come.',
  alarms:
    'At {timeout} ms there would have been {count, plural, =0 {no false alarm} one {1 false alarm} other {# false alarms}} in {span}.',
  sevenDays: '7 days',
  heard: 'The latest word of {name} came {latest} ms after it was due, in {span}.',
  heardInTime: 'Every word of {name} came in time, in {span}.',
  quiet: 'From {timeout} ms on there would have been no false alarm.',
  arbiterAlarms: 'The arbiter would have been held lost {count, plural, one {1 time} other {# times}}.',
  caption: 'How late the words of {name} came.',
  limit: 'Limit at {timeout} ms',
  inTime: 'In time',
  axisSeconds: '{seconds} s',
  lateness: 'Late by',
  words: 'Words',
  upTo: 'up to {ms} ms',
  over: 'more than {ms} ms',
  asTable: 'Show as table',
  asPicture: 'Show as picture',
};
