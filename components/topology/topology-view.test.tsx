import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import type { Locale } from '@/lib/contract/errors.ts';
import { connectionStates, memberConditions, type Topology } from '@/lib/contract/topology.ts';
import { NOBODY_HOLDS } from '@/lib/contract/topology-ends.ts';
import { messagesOf } from '../messages/messages-of.ts';
import { Providers } from '../portal/providers.tsx';
import { connectionFor, mirrorOf } from './mirror-for-tests.ts';
import { TopologyView } from './topology-view.tsx';
import { stubResizes } from '../drawing/no-resizes-for-tests.ts';

afterEach(cleanup);

stubResizes();

function show(topology: Topology, locale: Locale = 'en') {
  render(
    <Providers locale={locale} messages={messagesOf(locale)} timeZone="UTC">
      <TopologyView topology={topology} />
    </Providers>,
  );
  return userEvent.setup();
}
/** What a person who hears the page is told of each thing in the picture. */
const sentences = (group: string) =>
  within(screen.getByRole('group', { name: group }))
    .getAllByRole('button')
    .map((item) => item.getAttribute('aria-label') ?? '');
const list = () => screen.getByRole('list', { name: /^Mirror APRIL|^镜像APRIL/ });

test('each member, the arbiter and the virtual IP have a sentence, and so has each connection', () => {
  show(mirrorOf(3));
  expect(sentences('Members')).toEqual([
    'SERVERA/IRIS, Failover, this system: Primary. Term 7. Its journal reaches 8.3 MB of file #14. It holds the virtual IP 172.16.58.103.',
    'SERVERB/IRIS, Failover: Backup. The primary waits for it. Term 7. Its journal reaches 8.3 MB of file #14. It lacks nothing.',
    'SERVERD/IRIS, Read-Write Reporting: Connected. Term 7. Its journal reaches 8.3 MB of file #14. It lacks nothing.',
    'Arbiter at 172.16.58.100|2188: Arbiter Controlled. It sees SERVERA/IRIS. It sees SERVERB/IRIS.',
    'Virtual IP 172.16.58.103: on SERVERA/IRIS.',
  ]);
  expect(sentences('Connections')).toContain(
    'Journal from SERVERA/IRIS to SERVERB/IRIS: connected. Round trip 0.4 ms. TLS 1.3. Compression lz4, ratio 2.1. 1.2 MB/s of journal.',
  );
  expect(sentences('Connections')).toContain('SERVERB/IRIS to the ISCAgent of SERVERA/IRIS: connected. Round trip 11 ms.');
});

test('the list of a narrow screen says the very same', () => {
  show(mirrorOf(5));
  const text = list().textContent ?? '';
  for (const sentence of [...sentences('Members'), ...sentences('Connections')]) expect(text).toContain(sentence);
});

test('what is not known is left out, and called so in the details: never zero', async () => {
  const mirror = mirrorOf(2);
  const unknown: Topology = {
    ...mirror,
    members: mirror.members.map((member) => ({
      ...member,
      term: null,
      journal: null,
      lagMs: null,
      lagBytes: null,
      says: null,
      told: null,
    })),
    virtualIp: { address: '172.16.58.103', holder: null },
    arbiter: { address: 'serverc|2188', mode: null, sees: [{ guid: 'b', isSeen: null }] },
    connections: [connectionFor('journal', 'a', 'b', { lastWordAgoMs: null })],
  };
  const user = show(unknown);
  expect(sentences('Members')).toEqual([
    'SERVERA/IRIS, Failover, this system: Primary.',
    'SERVERB/IRIS, Failover: Backup. The primary waits for it.',
    'Arbiter at serverc|2188. Whether it sees SERVERB/IRIS is not known here.',
    'Virtual IP 172.16.58.103: not known where.',
  ]);
  expect(sentences('Connections')).toEqual(['Journal from SERVERA/IRIS to SERVERB/IRIS: connected.']);
  await user.click(screen.getByRole('button', { name: /^Journal from/ }));
  const dialog = screen.getByRole('dialog', { name: 'Details' });
  expect(within(dialog).getAllByText('not known here')).toHaveLength(6);
  expect(dialog.textContent).not.toMatch(/\b0 (ms|B|s)\b/);
});

test('every state of a connection and of a process has words and a look of its own', () => {
  const looks = new Set<string>();
  for (const state of connectionStates) {
    const line = connectionFor('journal', 'a', 'b', { state, unheard: state === 'one-way' ? 'a' : null, lastWordAgoMs: 4000 });
    show({ ...mirrorOf(2), connections: [line] });
    const item = screen.getByRole('button', { name: /^Journal from/ });
    looks.add(
      [...item.querySelectorAll('path, circle')]
        .map((part) => ['d', 'stroke-width', 'stroke-dasharray'].map((name) => part.getAttribute(name)).join())
        .join(),
    );
    looks.add(item.getAttribute('aria-label') ?? '');
    cleanup();
  }
  for (const condition of memberConditions) {
    const mirror = mirrorOf(2);
    show({ ...mirror, members: mirror.members.map((member) => (member.guid === 'b' ? { ...member, condition } : member)) });
    const item = screen.getByRole('button', { name: /^SERVERB\/IRIS, Failover/ });
    looks.add(item.innerHTML.replace(/class="[^"]*"/g, ''));
    looks.add(item.getAttribute('aria-label') ?? '');
    cleanup();
  }
  expect(looks.size).toBe(2 * (connectionStates.length + memberConditions.length));
});

test('a cut in one direction says which: nothing from A reaches B', () => {
  show({ ...mirrorOf(2), connections: [connectionFor('journal', 'a', 'b', { state: 'one-way', unheard: 'a', lastWordAgoMs: 0 })] });
  screen.getByRole('button', { name: 'Journal from SERVERA/IRIS to SERVERB/IRIS: nothing from SERVERA/IRIS reaches SERVERB/IRIS.' });
});

test('a cut in one direction is drawn in one direction: the half that is cut has the cross, at the end from which nothing arrives', () => {
  const drawnFor = (unheard: string) => {
    show({ ...mirrorOf(2), connections: [connectionFor('journal', 'a', 'b', { state: 'one-way', unheard, lastWordAgoMs: 0 })] });
    const item = screen.getByRole('button', { name: /^Journal from/ });
    const places = [...item.querySelectorAll('g[transform]')].map(
      (mark) => /translate\(([\d.]+)/.exec(mark.getAttribute('transform') ?? '')?.[1],
    );
    const arrows = [...item.querySelectorAll('path[transform]')].map(
      (arrow) => /rotate\((-?\d+)/.exec(arrow.getAttribute('transform') ?? '')?.[1],
    );
    cleanup();
    return { crosses: places.map(Number), arrows };
  };
  const [fromA, fromB] = [drawnFor('a'), drawnFor('b')];
  expect(fromA.crosses).toHaveLength(1);
  expect(fromB.crosses).toHaveLength(1);
  // A stands at the left.
  expect(fromA.crosses[0]).toBeLessThan(fromB.crosses[0] as number);
  expect(fromA.arrows).not.toEqual(fromB.arrows);
});

test('from nine members on a matrix is offered, whose cells say what the picture says', async () => {
  const mirror = mirrorOf(9);
  const cut = mirror.connections.map((one) => (one.to === 'd' ? { ...one, state: 'silent' as const, lastWordAgoMs: 4000 } : one));
  const user = show({ ...mirror, connections: cut });
  await user.click(screen.getByRole('button', { name: 'Show as matrix' }));
  const table = within(screen.getByRole('table', { name: /^Connections/ }));
  const rows = table.getAllByRole('row').map((row) => row.textContent ?? '');
  expect(rows).toHaveLength(3);
  expect(rows[1]).toContain('Journal from SERVERA/IRIS to SERVERB/IRIS: connected. Round trip 0.4 ms.');
  expect(rows[1]).toContain('silent 4 s');
  expect(rows[2]).toContain('SERVERB/IRIS to the ISCAgent of SERVERA/IRIS: connected. Round trip 11 ms.');
  expect(table.getByRole('columnheader', { name: 'Arbiter' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Show as picture' }));
  expect(screen.queryByRole('table')).toBeNull();
});

test('eight members need no matrix', () => {
  show(mirrorOf(8));
  expect(screen.queryByRole('button', { name: 'Show as matrix' })).toBeNull();
});

test('told and is, with the age of the word; and it is the first thing in the line below', () => {
  const mirror = mirrorOf(2);
  show({
    ...mirror,
    members: mirror.members.map((member) => (member.guid === 'b' ? { ...member, says: { status: 'waiting', ageMs: 2000 } } : member)),
  });
  const words = 'SERVERB/IRIS was told Backup and says Waiting, 2 s ago.';
  expect(sentences('Members')[1]).toContain(words);
  expect(screen.getAllByText(new RegExp(words))).not.toHaveLength(0);
});

test('every member is what it was told to be only when that is known of every member', () => {
  const mirror = mirrorOf(4);
  const said = 'Every member is what it was told to be.';
  const unheard = (part: Partial<Topology['members'][number]>): Topology => ({
    ...mirror,
    members: mirror.members.map((one, index) => (index === 3 ? { ...one, ...part } : one)),
  });
  for (const [topology, isSaid] of [
    [mirror, true],
    [unheard({ told: null, says: null, status: 'down' }), false],
    [unheard({ says: null }), false],
    [mirrorOf(1), false],
  ] as const) {
    show(topology);
    expect(document.body.textContent?.includes(said)).toBe(isSaid);
    cleanup();
  }
});

test('one stop for the Tab key; arrows go by place, Enter opens the details, and the focus comes back', async () => {
  const user = show(mirrorOf(3));
  await user.tab();
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^SERVERA/);
  await user.keyboard('{ArrowRight}{ArrowRight}');
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^SERVERB\/IRIS, Failover/);
  await user.keyboard('{Enter}');
  expect(within(screen.getByRole('dialog', { name: 'Details' })).getAllByText(/14/)).not.toHaveLength(0);
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^SERVERB\/IRIS, Failover/);
  expect(screen.getAllByRole('button').filter((item) => item.getAttribute('tabindex') === '0')).toHaveLength(1);
});

test('Chinese says it in Chinese', () => {
  const mirror = mirrorOf(2);
  show({ ...mirror, virtualIp: { address: '172.16.58.103', holder: NOBODY_HOLDS } }, 'zh');
  const all = [...sentences('成员'), ...sentences('连接')];
  expect(all).toContain('虚拟IP 172.16.58.103：不在任何成员上。');
  for (const sentence of all) expect(sentence).toMatch(/\p{Script=Han}/u);
  for (const sentence of all) expect(sentence).not.toMatch(/topology\.|\{\w+\}/);
});

test('a lone member, without an arbiter: the places are there, and empty', () => {
  show({ ...mirrorOf(1), arbiter: null, virtualIp: null, connections: [] });
  screen.getByText('No other failover member');
  expect(sentences('Members')).toEqual([expect.stringMatching(/^SERVERA/), 'The mirror has no arbiter.']);
});
