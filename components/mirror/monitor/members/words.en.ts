/** "Would it fail over now?": yes, but; and what a member lacks of the mirror's databases. */
export const failoverEn = {
  yesBut: 'Yes, but.',
  wouldNotBeServed: 'After the takeover nobody would serve these databases:',
  lackOf: '{names}: {lack}',
  lack: {
    missing: 'not on that member',
    dismounted: 'dismounted there',
    obsolete: 'an older database of that name lies there',
    inactive: 'needs activation',
    'awaits-download': 'its copy is still to be downloaded',
    behind: 'needs catchup',
    paused: 'its dejournaling is paused',
    'read-only': 'mounted read-only there',
  },
  cure: {
    missing: 'create it there, or bring a copy',
    dismounted: 'mount it there',
    obsolete: 'remove that one from the mirror there, then bring a copy',
    inactive: 'Activate and Catchup on the monitor there',
    'awaits-download': 'wait for the download, or see Background Tasks there',
    behind: 'Catchup on the monitor there',
    paused: 'see the messages log there, then Catchup',
    'read-only': 'clear it in the properties of the database there',
  },
  sentence: '{names}: {lack}; {cure}.',
};

/** What forcing a member would cost, and how soon it could serve. */
export const stakesEn = {
  title: 'If a Member Were Forced Now',
  text: 'What would be lost at most, and how soon the member could serve. Measured, not promised.',
  lost: 'At most lost',
  oldest: 'Oldest update not there',
  ready: 'Could serve after',
  nothing: 'Nothing',
  both: '{records} records, {time}',
  records: '{records} records',
  time: 'all of the last {time}',
  sinceUnheard: 'all since the last word, {time} ago',
  serves: 'It serves.',
  about: 'about {time}',
};
