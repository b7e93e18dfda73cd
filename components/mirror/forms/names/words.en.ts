/** Changed X.509 names of members, and addresses that one member alone is told. */
export const pendingNamesEn = {
  titlePrimary: 'Authorize/Reject Pending DN Updates',
  title: 'Authorize Pending DN Updates',
  textPrimary:
    'These members show a certificate with another X.509 DN than mirror {mirror} has authorized. Their connections are refused until you decide. Compare the DN with the certificate of the member first.',
  text: 'This member finds members of mirror {mirror} that show another X.509 DN than it knows. It connects to them once the new DN is authorized here. Compare the DN with the certificate of the member first.',
  column: {
    name: 'Member Name',
    type: 'Member Type',
    authorized: 'Authorized X.509 DN',
    shown: 'New X.509 DN',
    requestedAt: 'Since',
    authorize: 'Authorize',
    reject: 'Reject',
  },
  authorize: 'Authorize',
  authorizeOf: 'Authorize the new DN of {name}',
  reject: 'Reject',
  rejectOf: 'Reject the new DN of {name}',
  authorizeTitle: 'Authorize DN Update',
  rejectTitle: 'Reject DN Update',
  authorizeText: 'From now on {name} is whoever has the certificate of:',
  authorizeTextHere:
    'For this member, {name} is from now on whoever has the certificate of the following DN. Everything else it hears from the primary once it is connected:',
  rejectText:
    '{name} stays outside the mirror until it uses the certificate that is authorized, or another one. This DN is not offered again while this member runs:',
  authorized: 'The new X.509 DN of {name} has been authorized.',
  rejected: 'The new X.509 DN of {name} has been rejected.',
  own: 'The certificate of this member says {shown}, but mirror {mirror} knows it as {authorized}. Its connections are refused until the primary authorizes the new DN (Edit Mirror there). With a certificate of the old DN it connects again at once.',
  openPrimary: 'Open Edit Mirror of the primary',
  otherDn:
    'If the new certificate carries another X.509 DN, a backup or async stays disconnected until the primary has authorized it. The DN of a primary is authorized at once on all connected members. The others must authorize it when they return.',
  findPrimary: 'Where the failover members of mirror {mirror} are',
  findPrimaryText: 'This member finds no primary. If a failover member has moved to other addresses meanwhile, enter them here.',
  localAddresses: 'Changed on this member alone, so that it finds that member. Once it is connected, the addresses of the primary hold.',
};
