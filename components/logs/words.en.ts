/** The Messages Log. */
export const messagesLogEn = {
  caption: 'Messages of {instance}, newest last',
  severity: 'Severity',
  severityAll: 'All',
  severityAtLeast: '{name} and worse',
  severityName: { '0': 'Information', '1': 'Warning', '2': 'Severe', '3': 'Fatal' },
  column: { time: 'Time', pid: 'Process', severity: 'Severity', event: 'Event', text: 'Message' },
  showEntire: 'Show entire file',
  truncated: 'Only the last {count} lines are shown.',
  stillTruncated: 'The file is longer: the last {count} lines are shown.',
  file: 'File',
  following: 'New messages appear at the end.',
  left: '{count, plural, =0 {No new message since you scrolled up.} one {One new message since you scrolled up.} other {# new messages since you scrolled up.}}',
  toOldest: 'Oldest',
  toNewest: 'Newest',
};
