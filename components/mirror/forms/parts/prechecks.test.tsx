import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { formDefaults, openPage, summary, TARGET } from '../../../portal/test-portal.tsx';
import { Prechecks } from './prechecks.tsx';

const lab = vi.hoisted(() => ({ isRunning: true }));
vi.mock('@/lib/query/use-live.ts', async (original) => ({
  ...(await original<typeof import('@/lib/query/use-live.ts')>()),
  useLab: () => ({ value: { hosts: [{ name: 'servera', agent: { running: lab.isRunning } }] } }),
}));
afterEach(() => {
  cleanup();
  lab.isRunning = true;
});

const journals = (mirror: string) => ({ files: [{ mirror }], mirrorName: null }) as unknown as InstanceView<'journals'>;
const [plugged] = formDefaults.interfaces;

function open({ left = '', name = '', isPlugged = true, needsAgent = true }) {
  const interfaces = plugged ? [{ ...plugged, plugged: isPlugged }] : [];
  openPage(
    <Prechecks target={TARGET} interfaces={interfaces} mirrorName={name} needsAgent={needsAgent} />,
    { summary, journals: journals(left) },
    () => accepted(null),
  );
}
const openSteps = () =>
  screen
    .queryAllByRole('listitem')
    .map((item) => item.textContent ?? '')
    .filter((text) => text.startsWith('To do:'));

test('when nothing is in the way there is no box', () => {
  open({});
  expect(screen.queryByRole('region')).toBeNull();
});

test('an ISCAgent that does not run is said before anything is typed, with the page where it is started; an async needs none', () => {
  lab.isRunning = false;
  open({});
  expect(openSteps()).toEqual(['To do: Start the ISCAgent of servera.Lab (new tab)']);
  expect(screen.getByRole('link', { name: 'Lab (new tab)' }).getAttribute('target')).toBe('_blank');
  cleanup();
  open({ needsAgent: false });
  expect(openSteps()).toEqual([]);
});

test('a host without a card that is plugged in', () => {
  open({ isPlugged: false });
  expect(openSteps()).toEqual(['To do: Plug in a network card of servera.Lab (new tab)']);
});

test.each([
  { name: '', isOpen: true },
  { name: 'april', isOpen: true },
  { name: 'MAY', isOpen: false },
])('journal files of APRIL are left here, the name typed is "$name": open: $isOpen', ({ name, isOpen }) => {
  open({ left: 'APRIL', name });
  expect(openSteps()).toHaveLength(isOpen ? 1 : 0);
});
