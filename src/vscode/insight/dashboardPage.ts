import type { Dashboard } from '../../insight/dashboard.js';
import { foretoldChart, graphChart, modelsChart, moneyChart, progressChart, redChart, timelineChart } from './charts.js';
import { pageScript } from './pageScript.js';
import { pageStyle } from './pageStyle.js';
import { element, escaped } from './markup.js';

/** What stands above the charts; `left` and `warnings` in words. */
export interface Heading {
  readonly name: string;
  readonly left: string | undefined;
  readonly warnings: readonly string[];
}

const charts = [progressChart, foretoldChart, graphChart, timelineChart, moneyChart, modelsChart, redChart];

/** What the page shows of a plan, as markup. */
export function dashboardContent({ name, left, warnings }: Heading, dashboard: Dashboard): string {
  const { done, atWork, open, stuck, cancelled } = dashboard.tickets;
  const counts = [['done', done, '●'], ['at work', atWork, '◑'], ['open', open, '○'], ['stuck', stuck, '✗'], ['cancelled', cancelled, '–']] as const;
  const told = counts.filter(([word, count]) => count > 0 || word === 'done').map(([word, count, sign]) => element('li', { class: word.replace(' ', '-') }, `${sign} <strong>${String(count)}</strong> ${word}`));
  const foretold = left === undefined ? '' : element('p', { class: 'left' }, escaped(`${left}, in eight of ten cases`));
  const warned = warnings.map((words) => element('p', { class: 'warning' }, escaped(`⚠ ${words}`))).join('');
  return element('header', {}, element('h1', {}, escaped(name)) + element('ul', {}, told.join('')) + foretold + warned) + element('div', { class: 'cards' }, charts.map((chart) => chart(dashboard)).join(''));
}

/** The empty page, which asks for its content. It may load nothing, from nowhere; `nonce` is of one page alone. */
export function dashboardPage(nonce: string, language: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sanctum</title>
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body>
<main aria-busy="true"></main>
<script nonce="${nonce}">${pageScript}</script>
</body>
</html>`;
}
