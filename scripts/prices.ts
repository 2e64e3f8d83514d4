import { readFileSync, writeFileSync } from 'node:fs';
import { findProvider } from '@pydantic/genai-prices';

/** Writes the prices that Sanctum ships (`src/plan/shippedPrices.ts`) from a public package: models that its backends take, and that are still sold. */
const families: readonly (readonly [provider: string, models: RegExp])[] = [
  ['openai', /^(?:gpt-(?:4\.1|5|6)[\d.]*(?:-(?:mini|nano|pro|codex|codex-mini|sol|luna|terra|astra))?|codex-mini|o3|o4-mini)$/],
  ['anthropic', /^claude-(?:opus|sonnet|haiku|fable)-(?:4-[5-9]|[5-9](?:-\d)?)$/],
  ['google', /^gemini-(?:2\.5|3[\d.]*)-(?:pro|flash|flash-lite)(?:-preview)?$/],
  ['deepseek', /^deepseek-(?:chat|reasoner|v4-(?:flash|pro))$/],
];

type Rate = number | { readonly base: number } | undefined;
type Rates = { readonly input_mtok?: Rate; readonly cache_read_mtok?: Rate; readonly cache_write_mtok?: Rate; readonly output_mtok?: Rate };

/** The price of a short context: what a longer one costs more is a part of what is not known here. */
const base = (rate: Rate): number | undefined => (typeof rate === 'object' ? rate.base : rate);

function ratesOf(prices: unknown): Rates {
  // Of prices that hold under a condition the one without a condition, or the last one.
  if (!Array.isArray(prices)) return prices as Rates;
  const list = prices as readonly { readonly constraint?: unknown; readonly prices: Rates }[];
  return (list.find(({ constraint }) => constraint === undefined) ?? list.at(-1))?.prices ?? {};
}

const models: Record<string, object> = {};
for (const [providerId, wanted] of families) {
  const provider = findProvider({ providerId });
  for (const { id, prices } of provider?.models ?? []) {
    if (!wanted.test(id)) continue;
    const rates = ratesOf(prices);
    const [input, cached, written, output] = [base(rates.input_mtok), base(rates.cache_read_mtok), base(rates.cache_write_mtok), base(rates.output_mtok)];
    if (input === undefined || output === undefined) continue;
    models[id] = { input, ...(cached === undefined ? {} : { cached }), ...(written === undefined ? {} : { written }), output };
  }
}
const installed = new URL('../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(installed, 'utf8')) as { readonly version: string };
const dated = new Date().toISOString().slice(0, 10);
const rows = Object.entries(models).map(([name, price]) => `    '${name}': ${JSON.stringify(price).replaceAll(/"(\w+)":/g, ' $1: ').replace('}', ' }')},`);
writeFileSync(
  new URL('../src/plan/shippedPrices.ts', import.meta.url),
  `import type { Prices } from './prices.js';\n\n/** The prices that count where the plan has none. Written by \`npx tsx scripts/prices.ts\`. */\nexport const shippedPrices: Prices = {\n  version: 1,\n  dated: '${dated}',\n  source: 'genai-prices ${version}, as shipped with Sanctum',\n  models: {\n${rows.join('\n')}\n  },\n};\n`,
);
console.log(`${String(rows.length)} models, ${dated}`);
