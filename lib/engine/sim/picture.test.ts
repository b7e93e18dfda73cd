import { expect, test } from 'vitest';
import { HistoryKeeper } from './history.ts';
import { drawPicture } from './picture.ts';
import { World } from './world.ts';

/** Breaks a rule once two takeovers have been, so that there is an end to be drawn. */
function drawBrokenRun(): string {
  const keeper = new HistoryKeeper();
  let built: World | null = null;
  const world = new World(7, {
    hear: (who, text) => keeper.hear(built?.schedule.now ?? 0, who, text),
    onStep: () => {
      if (built === null) return;
      keeper.look(built);
      if (built.takeoverCount === 2) built.violated('register', 'made up for this <test>');
    },
  });
  built = world;
  keeper.watch(world);
  return drawPicture(keeper.end(world, world.run()));
}

test('a picture stands alone, and shows lanes, roles, messages, faults and the rule that was broken', () => {
  const picture = drawBrokenRun();
  // Nothing is fetched: the only addresses are places in the page itself.
  expect(picture).not.toMatch(/https?:|src=|href=/);
  expect(picture).toContain('prefers-color-scheme:dark');
  // In the title, above, where it happened in the margin, and at the end.
  expect(picture.match(/(>|: )register: made up for this &lt;test&gt;</g)?.length).toBeGreaterThanOrEqual(3);
  expect(picture).not.toContain('<test>');
  for (const lane of ['a', 'b', 'c arbiter']) expect(picture).toContain(`text-anchor="middle">${lane}</text>`);
  expect(picture).toMatch(/<rect class="role primary"[^>]*><title>[ab]: primary from [\d.]+ s to [\d.]+ s<\/title>/);
  expect(picture).toMatch(/<line class="told"[^>]*><title>[ab] to [ab]: /);
  expect(picture).toContain('class="fault-text"');
});
