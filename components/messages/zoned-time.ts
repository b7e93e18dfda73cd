/**
 * The moment that a person means who types a time as the pages show times: in the server's time zone, wherever the browser is.
 *
 * `local`: as a `datetime-local` input writes it. NaN for what is no time. An hour that a clock which is set back shows twice is the
 * first of the two; one that it leaves out is an hour later.
 */
export function momentOf(local: string, timeZone: string): number {
  const shown = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(shown)) return Number.NaN;
  const offsetMs = (at: number) => wallMs(at, timeZone) - at;
  const [before, after] = [offsetMs(shown - DAY_MS), offsetMs(shown + DAY_MS)];
  const meant = [shown - before, shown - after].filter((at) => wallMs(at, timeZone) === shown);
  return meant.length > 0 ? Math.min(...meant) : shown - before;
}

const DAY_MS = 86_400_000;

/** What a clock in that zone shows, as if it were in UTC. */
function wallMs(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
