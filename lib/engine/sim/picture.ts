/**
 * One run of the simulator as a page that stands alone: above, the whole run at a glance; below, what was said and done line by line, time
 * running down, each member a lane in the colour of its role, messages as arrows from when they were sent to when they arrived. Quiet
 * stretches are shortened. Readable in a light and in a dark room.
 */
import { DOWN, HANGS, type Line, type RunHistory, type Told } from './history.ts';

/** Words that are written beside their arrow; of all others the pointer tells. */
const WEIGHTY = new Set([
  'promote',
  'demote',
  'demote-me',
  'demoted',
  'take-configuration',
  'role-changed',
  'force-down',
  'set-validated-member',
  'lock',
  'resigning',
  'resignation-taken',
  'you-are-active',
  'enter-arbiter-mode',
  'leave-arbiter-mode',
  'cannot-serve',
  'yes',
  'no',
]);
const LANE_PX = 88;
const LEFT_PX = 330;
const BAR_PX = 12;
const LINE_PX = 16;
const ARROW_PX = 4;
/** A quiet second takes so much, and no pause more than the other. */
const QUIET_PX_PER_S = 12;
const QUIET_PX_MAX = 30;
const GLANCE_PX = 1100;
const GLANCE_LANE_PX = 20;

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

export function drawPicture(history: RunHistory): string {
  const { outcome } = history;
  const { violation } = outcome;
  const verdict = violation ? `${violation.rule}: ${violation.sentence}` : 'no rule was broken';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Seed ${outcome.seed}: ${escaped(verdict)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Seed ${outcome.seed}</h1>
<p class="${violation ? 'broken' : 'good'}">${escaped(verdict)}</p>
<p>${seconds(outcome.simulatedMs)} simulated, ${outcome.takeoverCount} takeovers, ${outcome.acknowledgedCount} acknowledged writes. Replay: <code>npm run sim -- --seed ${outcome.seed}</code>. Click on a moment to go there.</p>
${legend(history)}
${glance(history)}
${detail(history)}
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function legend({ stretches }: RunHistory): string {
  const roles = [...new Set(stretches.map(({ role }) => role))].filter((role) => role !== DOWN);
  return `<p class="legend">${roles.map((role) => `<span><i class="role ${role}"></i>${role}</span>`).join(' ')} <span><i class="role down"></i>down</span> <span><i class="fault-mark"></i>fault or order</span></p>`;
}

const titleOf = (lane: string) => (lane === 'c' ? 'c arbiter' : lane);

/** The whole run on one screen. */
function glance({ lanes, stretches, lines, outcome }: RunHistory): string {
  const x = (ms: number) => 90 + (ms / Math.max(1, outcome.simulatedMs)) * (GLANCE_PX - 100);
  const y = (lane: string) => 18 + lanes.indexOf(lane) * GLANCE_LANE_PX;
  const height = 18 + lanes.length * GLANCE_LANE_PX + 22;
  const bars = stretches.map(
    ({ who, role, fromMs, untilMs }) =>
      `<rect class="role ${role}" x="${x(fromMs).toFixed(1)}" y="${y(who)}" width="${Math.max(0.5, x(untilMs) - x(fromMs)).toFixed(1)}" height="12"><title>${who}: ${role}, ${seconds(fromMs)} to ${seconds(untilMs)}</title></rect>`,
  );
  const marks = lines
    .filter(({ kind }) => kind === 'fault')
    .map(
      ({ atMs, text }) =>
        `<line class="fault" x1="${x(atMs).toFixed(1)}" x2="${x(atMs).toFixed(1)}" y1="2" y2="12"><title>${seconds(atMs)}: ${escaped(text)}</title></line>`,
    );
  const names = lanes.map((lane) => `<text x="4" y="${y(lane) + 10}">${titleOf(lane)}</text>`);
  const scale = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text class="time" x="${x(share * outcome.simulatedMs).toFixed(1)}" y="${height - 6}" text-anchor="${share === 1 ? 'end' : 'middle'}">${seconds(share * outcome.simulatedMs)}</text>`,
  );
  return `<svg id="glance" data-from="90" data-to="${GLANCE_PX - 10}" data-ms="${outcome.simulatedMs}" viewBox="0 0 ${GLANCE_PX} ${height}" role="img" aria-label="The whole run">${[...bars, ...marks, ...names, ...scale].join('')}</svg>`;
}

/** Where each moment lies: lines of text need room, arrows a little, quiet hardly any. */
function placeMoments(
  lines: readonly Line[],
  told: readonly Told[],
  stretches: RunHistory['stretches'],
): {
  readonly y: (ms: number) => number;
  readonly lineAt: readonly number[];
  readonly height: number;
  readonly known: readonly (readonly [number, number])[];
} {
  const points = [
    ...lines.map(({ atMs }, line) => ({ atMs, px: LINE_PX, line })),
    ...told.flatMap(({ sentMs, atMs }) => [sentMs, atMs].map((ms) => ({ atMs: ms, px: ARROW_PX, line: null }))),
    ...stretches.map(({ fromMs }) => ({ atMs: fromMs, px: 0, line: null })),
  ].sort((one, other) => one.atMs - other.atMs);
  const known: [number, number][] = [[0, 40]];
  const lineAt: number[] = [];
  let y = 40;
  let lastMs = 0;
  let room = 0;
  for (const { atMs, px, line } of points) {
    // A line of text needs its room above it, whatever stands in between.
    const quiet = Math.min(QUIET_PX_MAX, ((atMs - lastMs) / 1000) * QUIET_PX_PER_S);
    y += quiet;
    room += quiet;
    if (line === null) {
      y += px;
      room += px;
    } else {
      if (room < px) y += px - room;
      room = 0;
      lineAt[line] = y;
    }
    known.push([atMs, y]);
    lastMs = atMs;
  }
  const at = new Map(known);
  return { y: (ms) => at.get(ms) ?? interpolate(known, ms), lineAt, height: y + 60, known };
}

function interpolate(known: readonly (readonly [number, number])[], ms: number): number {
  const next = known.findIndex(([atMs]) => atMs >= ms);
  if (next < 0) return known.at(-1)?.[1] ?? 0;
  return known[next]?.[1] ?? 0;
}

function detail({ lanes, stretches, lines, told, outcome }: RunHistory): string {
  const { y, lineAt, height, known } = placeMoments(lines, told, stretches);
  const x = (lane: string) => LEFT_PX + 40 + lanes.indexOf(lane) * LANE_PX;
  const right = LEFT_PX + 40 + lanes.length * LANE_PX;
  const bars = stretches.map(({ who, role, fromMs, untilMs }) => {
    const top = y(fromMs);
    const length = Math.max(1, y(untilMs) - top);
    const name =
      length > 14 && role !== DOWN ? `<text class="role-name" x="${x(who) + BAR_PX}" y="${(top + 11).toFixed(1)}">${role}</text>` : '';
    return `<rect class="role ${role}" x="${x(who) - BAR_PX / 2}" y="${top.toFixed(1)}" width="${BAR_PX}" height="${length.toFixed(1)}"><title>${who}: ${role} from ${seconds(fromMs)} to ${seconds(untilMs)}</title></rect>${name}`;
  });
  const arrows = told.map(({ from, to, sentMs, atMs, what }) => {
    const way = x(to) > x(from) ? 1 : -1;
    const [x1, y1, x2, y2] = [x(from) + (way * BAR_PX) / 2, y(sentMs), x(to) - (way * BAR_PX) / 2, y(atMs)];
    const word = WEIGHTY.has(what.split(':')[0] ?? '')
      ? `<text class="word" x="${(x1 + x2) / 2}" y="${((y1 + y2) / 2 - 2).toFixed(1)}" text-anchor="middle">${escaped(what)}</text>`
      : '';
    return `${word}<line class="told" x1="${x1}" y1="${y1.toFixed(1)}" x2="${x2}" y2="${y2.toFixed(1)}" marker-end="url(#head)"><title>${escaped(`${from} to ${to}: ${what}, sent ${seconds(sentMs)}, arrived ${seconds(atMs)}`)}</title></line>`;
  });
  const texts = lines.map((line, index) => drawLine(line, lineAt[index] ?? 0, { x, right, lanes }));
  const names = lanes.map((lane) => `<text class="lane" x="${x(lane)}" y="20" text-anchor="middle">${titleOf(lane)}</text>`);
  const end = outcome.violation
    ? `<g class="broken"><rect x="0" y="${(height - 44).toFixed(1)}" width="${right + 620}" height="26"></rect><text x="8" y="${(height - 27).toFixed(1)}">${escaped(`${outcome.violation.rule}: ${outcome.violation.sentence}`)}</text></g>`
    : '';
  const moments = JSON.stringify(
    known.filter((_, index) => index % 8 === 0 || index === known.length - 1).map(([ms, px]) => [Math.round(ms), Math.round(px)]),
  );
  return `<div class="wide"><svg id="detail" data-moments='${moments}' width="${right + 620}" height="${height.toFixed(0)}" role="img" aria-label="What was said and done"><defs><marker id="head" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z"></path></marker></defs>${[...bars, ...arrows, ...texts, ...names].join('')}${end}</svg></div>`;
}

function drawLine(
  { atMs, who, text, kind }: Line,
  y: number,
  { x, right, lanes }: { readonly x: (lane: string) => number; readonly right: number; readonly lanes: readonly string[] },
): string {
  const time = `<text class="time" x="62" y="${y.toFixed(1)}" text-anchor="end">${seconds(atMs)}</text>`;
  if (kind !== 'fault') {
    const dot = lanes.includes(who) ? `<circle class="said ${kind}" cx="${x(who)}" cy="${(y - 4).toFixed(1)}" r="3"></circle>` : '';
    return `${time}${dot}<text class="${kind}" x="${right}" y="${y.toFixed(1)}">${escaped(`${who}  ${text.replace(/^\d /, '')}`)}</text>`;
  }
  // "cut a>b", "reset ab", "kill a": whoever is named is struck.
  const named = text.replace(/without a \w+/g, '');
  const struck = lanes.filter((lane) => new RegExp(`(^|[ >])${lane}($|[ >])|\\b(${lane}[a-g]|[a-g]${lane})\\b`).test(named));
  const marks = struck.map((lane) => `<path class="fault" d="M${x(lane) - 9} ${(y - 9).toFixed(1)}l18 10m0 -10l-18 10"></path>`);
  return `${time}<text class="fault-text" x="70" y="${y.toFixed(1)}"><title>${escaped(text)}</title>${escaped(text.length > 44 ? `${text.slice(0, 43)}…` : text)}</text>${marks.join('')}`;
}

const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1d2430;--faint:#667085;--line:#98a2b3;--fault:#c01048;--primary:#16803c;--taking-over:#c2570c;--backup:#1d5fd1;--synchronizing:#7aa7f0;--deciding:#d4a012;--resigned:#7c4dbd;--stopped:#98a2b3;--following:#0e8f8f;--searching:#b9c3cf;--arbiter:#5b6472;--hangs:#d94f8c}
@media (prefers-color-scheme:dark){:root{--ground:#12161d;--ink:#e6eaf0;--faint:#98a2b3;--line:#5b6675;--fault:#ff6b8f;--primary:#3ecf74;--taking-over:#ff9a4d;--backup:#6aa1ff;--synchronizing:#3f66a8;--deciding:#f0c649;--resigned:#b690f0;--stopped:#7c8798;--following:#38c5c5;--searching:#4d5866;--arbiter:#9aa5b5;--hangs:#ff8ab8}}
body{margin:0 16px 40px;background:var(--ground);color:var(--ink);font:13px/1.45 system-ui,sans-serif}
h1{font-size:20px;margin:14px 0 4px}
p{margin:4px 0;max-width:110ch}
p.broken{font-weight:600;color:var(--fault)}
p.good{font-weight:600;color:var(--primary)}
.legend span{margin-right:14px;white-space:nowrap}
.legend i{display:inline-block;width:12px;height:12px;margin-right:5px;vertical-align:-1px}
.legend .fault-mark{width:3px;background:var(--fault)}
.legend .down{outline:1px solid var(--line)}
#glance{position:sticky;top:0;width:100%;max-width:${GLANCE_PX}px;background:var(--ground);cursor:pointer;border-bottom:1px solid var(--line)}
.wide{overflow-x:auto}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
svg text.time,svg text.process{fill:var(--faint)}
svg text.time{font-size:10px}
svg text.lane{font-weight:600}
svg text.role-name{font-size:10px;fill:var(--faint)}
svg text.word{font-size:9px}
svg text.fault-text{fill:var(--fault)}
svg .fault{stroke:var(--fault);stroke-width:2;fill:none}
svg .told{stroke:var(--line);stroke-width:1}
svg marker path{fill:var(--line)}
svg .told:hover{stroke:var(--ink);stroke-width:2}
svg .said{fill:var(--ink)}
svg .broken rect{fill:var(--fault)}
svg .broken text{fill:var(--ground);font-weight:600}
svg rect.down{fill:none;stroke:var(--line);stroke-width:.5;stroke-dasharray:3 3}
${['primary', 'taking-over', 'backup', 'synchronizing', 'deciding', 'resigned', 'stopped', 'following', 'searching', 'arbiter', HANGS].map((role) => `.role.${role}{fill:var(--${role});background:var(--${role})}`).join('\n')}
`;

const SCRIPT = `
const glance=document.getElementById('glance'),detail=document.getElementById('detail'),moments=JSON.parse(detail.dataset.moments);
glance.addEventListener('click',(event)=>{
  const box=glance.getBoundingClientRect(),view=glance.viewBox.baseVal.width,{from,to,ms}=glance.dataset;
  const at=((event.clientX-box.left)/box.width*view-from)/(to-from)*ms;
  const moment=moments.find(([time])=>time>=at)??moments[moments.length-1];
  window.scrollTo({top:detail.getBoundingClientRect().top+window.scrollY+moment[1]-box.height-80,behavior:'smooth'});
});
`;
