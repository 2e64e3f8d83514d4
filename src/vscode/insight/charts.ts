import { scaleLinear, scaleLog, scaleTime } from 'd3-scale';
import type { Bar, Dashboard } from '../../insight/dashboard.js';
import { shortCount } from '../../insight/shortCount.js';
import { card, element, escaped, label, picture, table } from './markup.js';

const width = 560;

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function dollars(amount: number | undefined): string {
  return amount === undefined ? 'not told' : `$${amount.toFixed(2)}`;
}

/** A span of minutes as people say it: `6 s`, `4.5 min`, `40 min`, `2.5 h`. */
function minutes(amount: number): string {
  if (amount >= 90) return `${(amount / 60).toFixed(1)} h`;
  if (amount < 1) return `${(amount * 60).toFixed(0)} s`;
  return `${amount < 10 ? amount.toFixed(1) : amount.toFixed(0)} min`;
}

/** Spans that stand at an axis, in minutes, with their words. */
const spanTicks: readonly (readonly [amount: number, words: string])[] = [
  ...[1, 2, 5, 10, 20, 30].map((count) => [count / 60, `${String(count)} s`] as const),
  ...[1, 2, 5, 10, 20, 30].map((count) => [count, `${String(count)} min`] as const),
  ...[1, 2, 4, 8, 16, 24, 48, 96].map((count) => [count * 60, `${String(count)} h`] as const),
];

/** Those between the ends, at most so many, evenly thinned out. */
function ticksBetween([least, most]: readonly [number, number], count: number): typeof spanTicks {
  const within = spanTicks.filter(([amount]) => amount >= least && amount <= most);
  const step = Math.ceil(within.length / count);
  return within.filter((_, at) => at % step === 0);
}

function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What can be chosen by a click and by the keyboard, and opens a ticket. */
function mark(ticket: string | undefined, words: string, content: string, kind: string): string {
  const chosen = ticket === undefined ? { role: 'img' } : { role: 'button', 'data-ticket': ticket };
  return element('g', { class: `mark ${kind}`, tabindex: '-1', 'aria-label': words, ...chosen }, `${element('title', {}, escaped(words))}${content}`);
}

function timeAxis(from: number, to: number, x: (at: number) => number, top: number, height: number): string {
  const scale = scaleTime([from, to], [0, 1]);
  const format = scale.tickFormat(5);
  return scale.ticks(5).map((at) => element('line', { class: 'grid', x1: x(at.getTime()), x2: x(at.getTime()), y1: top, y2: height - 18 }) + label(x(at.getTime()), height - 4, format(at), { class: 'axis', 'text-anchor': 'middle' })).join('');
}

/** How many tickets were planned and done, over time. */
export function progressChart({ progress, now }: Dashboard): string {
  const [height, left] = [170, 34];
  const first = progress[0];
  const last = progress.at(-1);
  if (first === undefined || last === undefined) return card('progress', 'Progress', 'No ticket has been planned yet.', '');
  const to = Math.max(now, first.at + 60_000);
  const x = scaleLinear([first.at, to], [left, width - 12]);
  const y = scaleLinear([0, Math.max(1, last.planned)], [height - 22, 12]);
  const steps = (of: 'done' | 'planned'): string => {
    const points = progress.map((one) => `H${x(one.at).toFixed(1)}V${y(one[of]).toFixed(1)}`).join('');
    return `M${x(first.at).toFixed(1)},${y(0).toFixed(1)}${points}H${x(to).toFixed(1)}`;
  };
  const ticks = y.ticks(4).filter(Number.isInteger).map((count) => element('line', { class: 'grid', x1: left, x2: width - 12, y1: y(count), y2: y(count) }) + label(left - 6, y(count) + 4, String(count), { class: 'axis', 'text-anchor': 'end' })).join('');
  const area = element('path', { class: 'area done', d: `${steps('done')}V${y(0).toFixed(1)}Z` });
  const lines = element('path', { class: 'line planned', d: steps('planned') }) + element('path', { class: 'line done', d: steps('done') });
  const names = label(width - 16, y(last.planned) + 14, 'planned', { class: 'name', 'text-anchor': 'end' }) + label(width - 16, y(last.done) - 6, 'done', { class: 'name', 'text-anchor': 'end' });
  const words = `${String(last.done)} of ${String(last.planned)} tickets are done.`;
  return card('progress', 'Progress', words, picture(width, height, words, timeAxis(first.at, to, x, 12, height) + ticks + area + lines + (last.planned - last.done > last.planned / 6 ? names : '')) + table(['when', 'planned', 'done'], progress.map(({ at, planned, done }) => [timeOf(at), String(planned), String(done)])));
}

const stateSigns = { open: '○', 'in-progress': '◑', stuck: '✗', done: '●', cancelled: '–' } as const;

/** What waits for what, and which chain takes longest. */
export function graphChart({ graph: { nodes, edges, hidden, minutes: path } }: Dashboard): string {
  if (nodes.length === 0) return card('graph', 'Tickets and what they wait for', 'Nothing is open.', '');
  const [boxWidth, boxHeight, gapX, gapY] = [164, 34, 40, 12];
  const columns = Math.max(...nodes.map(({ column }) => column)) + 1;
  const rows = Math.max(...nodes.map(({ row }) => row)) + 1;
  const place = new Map(nodes.map((node) => [node.id, { x: 4 + node.column * (boxWidth + gapX), y: 4 + node.row * (boxHeight + gapY) }]));
  const arrows = edges.map(({ from, to, isCritical }) => {
    const [one, other] = [place.get(from), place.get(to)];
    if (one === undefined || other === undefined) return '';
    const [x1, y1, x2, y2] = [one.x + boxWidth, one.y + boxHeight / 2, other.x, other.y + boxHeight / 2];
    const middle = (x1 + x2) / 2;
    return element('path', { class: `edge${isCritical ? ' critical' : ''}`, d: `M${String(x1)},${String(y1)}C${String(middle)},${String(y1)} ${String(middle)},${String(y2)} ${String(x2)},${String(y2)}` });
  });
  const boxes = nodes.map(({ id, title, state, isCritical }) => {
    const { x, y } = place.get(id) ?? { x: 0, y: 0 };
    const words = `${id} ${title}, ${state}${isCritical ? ', on the critical path' : ''}`;
    return mark(id, words, element('rect', { x, y, width: boxWidth, height: boxHeight, rx: 4 }) + label(x + 8, y + 14, `${stateSigns[state]} ${id} ${state}`, { class: 'axis' }) + label(x + 8, y + 28, shortened(title, 25), { class: 'name' }), `node ${state}${isCritical ? ' critical' : ''}`);
  });
  const size = Math.max(width, 8 + columns * (boxWidth + gapX) - gapX);
  const words = `${path === 0 ? '' : `The critical path, with the thick border, takes ${minutes(path)} of coding.`}${hidden === 0 ? '' : ` ${String(hidden)} more tickets are not shown.`}`;
  const waits = (id: string): string => edges.filter(({ to }) => to === id).map(({ from }) => from).join(', ');
  return card('graph', 'Tickets and what they wait for', words, element('div', { class: 'wide' }, picture(size, 8 + rows * (boxHeight + gapY), 'Tickets and what they wait for', arrows.join('') + boxes.join('')))
    + table(['ticket', 'state', 'waits for', 'critical'], nodes.map(({ id, title, state, isCritical }) => [`${id} ${title}`, state, waits(id), isCritical ? 'yes' : ''])));
}

const resultSigns: Readonly<Record<Bar['result'], string>> = { succeeded: '', failed: '✗ ', 'at work': '… ' };

/** Which agent and which lane was busy when. */
export function timelineChart({ timeline, now }: Dashboard): string {
  const bars = timeline.flatMap((row) => row.bars);
  if (bars.length === 0) return card('timeline', 'Runs and lanes', 'Nothing has run yet.', '');
  // It takes the room of two.
  const [wide, rowHeight, left] = [2 * width, 22, 58];
  const height = timeline.length * rowHeight + 26;
  const from = Math.min(...bars.map((bar) => bar.from));
  const to = Math.max(...bars.map((bar) => bar.to), from + 1000);
  const x = scaleLinear([from, to], [left, wide - 8]);
  const rows = timeline.map(({ name, bars: own }, at) => {
    const y = at * rowHeight + 4;
    const drawn = own.map((bar) => {
      const [start, end] = [x(bar.from), Math.max(x(bar.to), x(bar.from) + 2)];
      const text = `${resultSigns[bar.result]}${bar.label}`;
      const fits = end - start > text.length * 6.6 + 6;
      const words = `${bar.words}, ${minutes((bar.to - bar.from) / 60_000)}`;
      return mark(bar.ticket, words, element('rect', { x: start, y, width: end - start, height: rowHeight - 5, rx: 2 }) + (fits ? label(start + 4, y + 12.5, text, { class: 'on' }) : ''), `bar ${bar.result === 'at work' ? 'work' : bar.result}`);
    });
    return label(0, y + 13, name, { class: 'axis' }) + drawn.join('');
  });
  const failed = bars.filter(({ result }) => result === 'failed').length;
  const words = `${String(bars.length)} runs of agents and gates until ${timeOf(Math.min(to, now))}; ${String(failed)} failed, marked ✗ with a dashed border.`;
  return card('timeline', 'Runs and lanes', words, picture(wide, height, words, timeAxis(from, to, x, 2, height) + rows.join('')) + table(['where', 'what', 'from', 'took', 'result'], timeline.flatMap(({ name, bars: own }) => own.map((bar) => [name, bar.words, timeOf(bar.from), minutes((bar.to - bar.from) / 60_000), bar.result]))));
}

/** Bars from left to right, each with its words and its value. */
function barList(rows: readonly { readonly name: string; readonly parts: readonly { readonly value: number; readonly kind: string }[]; readonly words: string }[]): string {
  const [rowHeight, left, right] = [38, 0, 8];
  const most = Math.max(1e-9, ...rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)));
  const x = scaleLinear([0, most], [0, width - left - right]);
  return rows.map(({ name, parts, words }, at) => {
    const y = at * rowHeight;
    let start = left;
    const drawn = parts.map(({ value, kind }) => {
      const part = element('rect', { class: kind, x: start, y: y + 18, width: Math.max(value > 0 ? 2 : 0, x(value)), height: 12, rx: 2 });
      start += x(value);
      return part;
    });
    return mark(undefined, `${name}: ${words}`, label(left, y + 12, shortened(name, 44), { class: 'name' }) + label(width - right, y + 12, words, { class: 'axis', 'text-anchor': 'end' }) + drawn.join(''), 'list');
  }).join('');
}

/** What each model cost in each role. */
export function moneyChart({ money, spend }: Dashboard): string {
  if (money.length === 0) return card('money', 'Money by role and model', 'Nothing was spent yet.', '');
  const hasMoney = money.some(({ spend: { dollars: known } }) => known !== undefined && known > 0);
  const shown = money.slice(0, 8);
  const rows = shown.map(({ role, model, spend: own }) => ({ name: `${role} · ${model}`, parts: [{ value: (hasMoney ? own.dollars : own.minutes) ?? 0, kind: 'fill money' }], words: hasMoney ? dollars(own.dollars) : minutes(own.minutes) }));
  const untold = spend.untold === 0 ? '' : ` ${String(spend.untold)} of ${String(spend.runs)} runs told no tokens.`;
  const words = hasMoney ? `${dollars(spend.dollars)} in all, by the prices of their days, or as the agents reckon it.${untold}` : `Nobody knows what it cost; shown are the minutes of runs.${untold}`;
  return card('money', 'Money by role and model', words, picture(width, rows.length * 38 + 2, words, barList(rows)) + table(['role', 'model', 'runs', 'minutes', 'tokens', 'money'], money.map(({ role, model, spend: own }) => [role, model, String(own.runs), own.minutes.toFixed(1), own.tokens === undefined ? 'not told' : shortCount(own.tokens), dollars(own.dollars)])));
}

/** What became of the tickets that each model worked on. */
export function modelsChart({ models }: Dashboard): string {
  if (models.length === 0) return card('models', 'Success by model', 'No model has worked on a ticket yet.', '');
  const rows = models.map(({ name, tickets: { all, done, firstTime, stuck } }) => ({
    name,
    parts: [{ value: firstTime, kind: 'fill first' }, { value: done - firstTime, kind: 'fill later' }, { value: stuck, kind: 'fill stuck' }, { value: all - done - stuck, kind: 'fill other' }],
    words: `${String(firstTime)} at once, ${String(done - firstTime)} later, ${String(stuck)} stuck`,
  }));
  const words = 'Tickets that landed at once, that landed after a failure, that are stuck, and that are under way, from left to right.';
  return card('models', 'Success by model', words, picture(width, rows.length * 38 + 2, words, barList(rows)) + table(['model', 'attempts', 'tickets', 'at once', 'done', 'stuck', 'promoted'], models.map(({ name, attempts, tickets: { all, firstTime, done, stuck, promoted } }) => [name, String(attempts), String(all), String(firstTime), String(done), String(stuck), String(promoted)])));
}

/** What was foretold against what it took. */
export function foretoldChart({ foretold, forecast: { minutes: { score } } }: Dashboard): string {
  if (foretold.length === 0) return card('foretold', 'Forecast against truth', 'No done ticket had a forecast yet.', '');
  const [height, left] = [230, 44];
  const all = foretold.flatMap(({ forecast, took }) => [forecast.least, forecast.most, took]).map((one) => Math.max(one, 1 / 60));
  const ends = [Math.min(...all) * 0.8, Math.max(...all) * 1.25] as const;
  const x = scaleLog(ends, [left, width - 12]);
  const y = scaleLog(ends, [height - 24, 8]);
  const acrossAxis = ticksBetween(ends, 8).map(([at, words]) => label(x(at), height - 8, words, { class: 'axis', 'text-anchor': 'middle' })).join('');
  const upAxis = ticksBetween(ends, 8).map(([at, words]) => element('line', { class: 'grid', x1: left, x2: width - 12, y1: y(at), y2: y(at) }) + label(left - 4, y(at) + 4, words, { class: 'axis', 'text-anchor': 'end' })).join('');
  const ideal = element('line', { class: 'ideal', x1: x(ends[0]), y1: y(ends[0]), x2: x(ends[1]), y2: y(ends[1]) });
  const points = foretold.map(({ ticket, forecast: { least, likely, most }, took }) => {
    const isWithin = least <= took && took <= most;
    const [px, py] = [x(Math.max(took, ends[0])), (value: number) => y(Math.min(Math.max(value, ends[0]), ends[1]))];
    const shape = isWithin ? element('circle', { cx: px, cy: py(likely), r: 4 }) : element('path', { d: `M${String(px - 4)},${(py(likely) - 4).toFixed(1)}l8,8m0,-8l-8,8` });
    return mark(ticket, `${ticket}: foretold ${minutes(least)} to ${minutes(most)}, took ${minutes(took)}`, element('line', { class: 'range', x1: px, x2: px, y1: py(least), y2: py(most) }) + shape, isWithin ? 'point within' : 'point outside');
  });
  const told = foretold.filter(({ forecast, took }) => forecast.least <= took && took <= forecast.most).length;
  const words = `${String(told)} of ${String(foretold.length)} lay within what was foretold (●), the others outside (✕); from left to right what they took, upwards what was foretold.${score === undefined ? '' : ` Off by a factor of ${Math.exp(score.error).toFixed(2)} on average.`}`;
  return card('foretold', 'Forecast against truth', words, picture(width, height, words, acrossAxis + upAxis + ideal + points.join('')) + table(['ticket', 'stated', 'foretold', 'took'], foretold.map(({ ticket, stated, forecast: { least, most }, took }) => [ticket, stated === undefined ? '' : minutes(stated), `${minutes(least)} to ${minutes(most)}`, minutes(took)])));
}

/** When master was red. */
export function redChart({ red: { spans, minutes: total }, progress, now }: Dashboard): string {
  if (spans.length === 0) return card('red', 'Master', 'Master was never seen red.', '');
  const [height, left] = [54, 8];
  const from = Math.min(progress[0]?.at ?? now, ...spans.map((span) => Date.parse(span.from)));
  const x = scaleLinear([from, Math.max(now, from + 60_000)], [left, width - 8]);
  const bars = spans.map((span) => {
    const [start, end] = [Date.parse(span.from), span.until === undefined ? now : Date.parse(span.until)];
    const words = `red from ${timeOf(start)}${span.until === undefined ? ' on' : ` for ${minutes((end - start) / 60_000)}`}`;
    return mark(undefined, words, element('rect', { x: x(start), y: 8, width: Math.max(3, x(end) - x(start)), height: 18, rx: 2 }), 'bar failed');
  });
  const isRed = spans.some(({ until }) => until === undefined);
  const words = `${isRed ? 'Master is red. It' : 'Master'} was red ${spans.length === 1 ? 'once' : `${String(spans.length)} times`}, for ${minutes(total)} in all.`;
  return card('red', 'Master', words, picture(width, height, words, element('rect', { class: 'fill first', x: left, y: 14, width: width - left - 8, height: 6, rx: 2 }) + timeAxis(from, Math.max(now, from + 60_000), x, 8, height) + bars.join('')) + table(['red from', 'until'], spans.map(({ from: start, until }) => [start, until ?? 'now'])));
}
