import type { Round } from './importSchemas.js';
import { difficultyWords } from './importSchemas.js';
import { plainLine } from './plainLine.js';
import type { Section } from './sections.js';
import { fieldsOf, unfoldedRun } from './sections.js';

/** More of them no ticket ever had. */
const mostRounds = 100;

function amount(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\d{1,9}(?:\.\d{1,20})?$/.test(text) ? Number(text) : undefined;
  return value === undefined ? undefined : Math.round(value * 10_000) / 10_000;
}

function minutes(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds / 0.6) / 100;
}

function costIn(output: string | undefined): number | undefined {
  return amount(/"total_cost_usd":\s{0,9}(\d{1,9}(?:\.\d{1,20})?)/.exec(output ?? '')?.[1]);
}

/** One word or a few, or nothing where there are none. */
function words(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === 'none' ? undefined : plainLine(text, 200);
}

function without(round: Round): Round {
  return Object.fromEntries(Object.entries(round).filter(([, value]) => value !== undefined));
}

export interface ReadRounds {
  readonly rounds: readonly Round[];
  /** What in the sections could not be read. */
  readonly problems: readonly string[];
}

/** What the sections behind a ticket's description tell of the times that it was worked on. Each prediction begins another. */
export function roundsIn(sections: readonly Section[]): ReadRounds {
  const rounds: Round[] = [];
  const problems: string[] = [];
  const add = (round: Round): void => {
    const last = rounds.pop();
    rounds.push(without({ ...last, ...without(round) }));
  };
  const difficulty = (text: string | undefined): Round['difficulty'] => {
    const known = difficultyWords.find((word) => word === text);
    if (text !== undefined && known === undefined) problems.push(`the difficulty "${plainLine(text, 40)}" is none that is known`);
    return known;
  };
  const number = (fields: ReadonlyMap<string, string>, name: string): number | undefined => {
    const text = fields.get(name);
    const value = amount(text);
    if (text !== undefined && value === undefined) problems.push(`${name} "${plainLine(text, 40)}" is no number`);
    return value;
  };
  for (const section of sections) {
    if (section.name === 'Prediction') {
      const fields = fieldsOf(section);
      const predicted = { difficulty: difficulty(fields.get('predicted_difficulty')), minutes: number(fields, 'predicted_duration_minutes') };
      rounds.push({ predicted: without(predicted) });
    } else if (section.name === 'Agent Run') {
      const run = unfoldedRun(section);
      const fields = fieldsOf(run.section);
      const cost = costIn(run.output);
      const attempts = number(fields, 'attempt count');
      const sum = cost === undefined ? undefined : amount(String((rounds.at(-1)?.cost ?? 0) + cost)) ?? cost;
      add({ model: words(fields.get('model')), cost: sum, attempts: attempts === undefined ? undefined : Math.floor(attempts) });
    } else if (section.name === 'Metrics') {
      const fields = fieldsOf(section);
      const attempts = number(fields, 'attempt_count');
      add({
        minutes: minutes(number(fields, 'wall_time_seconds')),
        'coding-minutes': minutes(number(fields, 'coding_wall_seconds')),
        attempts: attempts === undefined ? undefined : Math.floor(attempts),
        outcome: words(fields.get('outcome')),
        failure: words(fields.get('failure_reason')),
        model: words(fields.get('model')),
      });
    } else if (section.name === 'Post-Analysis') {
      add({ difficulty: difficulty(fieldsOf(section).get('actual_difficulty')) });
    }
  }
  if (rounds.length > mostRounds) problems.push(`it was worked on ${String(rounds.length)} times, of which the last ${String(mostRounds)} are in its fields`);
  return { rounds: rounds.slice(-mostRounds), problems };
}
