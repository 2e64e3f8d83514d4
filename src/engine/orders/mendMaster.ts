import { fenced, readBody } from '../../plan/frontMatter.js';
import type { Mending } from '../../plan/mendTransitions.js';
import { verdictPath } from '../../plan/paths.js';
import { redWords, sinceWords } from '../deciding/redMaster.js';
import type { Observation } from '../deciding/observe.js';
import type { Project } from '../project.js';
import { OrderError } from './orderError.js';

/** More is in the verdict. */
const mostNames = 100;

/** The ticket that has a red master mended: what fails, since when, and what the gate printed. Throws OrderError where master is not red. */
export async function mendingOf(project: Project, observation: Observation): Promise<Mending> {
  const { master, masterVerdict, redSince, snapshot } = observation;
  const branch = snapshot.config?.branch ?? 'master';
  if (master === undefined || masterVerdict?.result !== 'red') throw new OrderError(`${branch} is not known to be red: there is nothing to mend.`);
  const { tree, fingerprint, failing } = masterVerdict;
  const output = readBody((await project.store.snapshots.text(snapshot.commit, verdictPath(tree, fingerprint))) ?? '').trim();
  const since = redSince === undefined ? '' : `\n\nIt was green at ${redSince.green}. What came after it, the oldest first:\n\n${fenced(redSince.commits.map(({ commit, title }) => `${commit} ${title}`).join('\n'))}`;
  const tests = failing === undefined ? '' : `\n\nThese tests fail:\n\n${fenced(failing.slice(0, mostNames).join('\n'))}`;
  const title = `Mend ${branch}: ${failing === undefined ? sinceWords({ redSince }) || 'it is red' : `${failing[0] ?? ''}${failing.length > 1 ? ` and ${String(failing.length - 1)} more` : ''}`}`.slice(0, 180);
  const body = `${redWords(observation)}. Find the cause and mend it, and nothing else.${tests}${since}\n\nWhat the gate said:\n\n${output}`;
  return { title, body, mends: { commit: master, tree, ...(failing === undefined ? {} : { failing: [...failing] }) } };
}
