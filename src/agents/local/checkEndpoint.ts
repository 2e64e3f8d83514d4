import * as z from 'zod';
import { sanctumHome } from '../../git/projectFolder.js';
import type { Ports } from '../../platform/ports.js';
import type { BackendCheck } from '../backend.js';
import type { NamedEndpoint } from '../routing.js';
import { endpointAddress } from './endpointAddress.js';
import { readFigures } from './endpointFigures.js';

type Machine = Pick<Ports, 'web' | 'clock' | 'files' | 'processes'>;

/** A server that lists its models answers at once, or is not to be counted on. */
const patienceMilliseconds = 5000;

/** What lists of models hold, by OpenAI's API; `max_model_len` is vLLM's, `meta` llama.cpp's. */
const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), max_model_len: z.number().nullish(), meta: z.object({ n_ctx: z.number().nullish(), n_ctx_train: z.number().nullish() }).nullish() })),
});
type Listed = z.infer<typeof modelsSchema>['data'][number];

/** Why a key that is named is not there; undefined where none is needed or it is there. */
export function missingKey({ name, keyVariable }: NamedEndpoint, environment: Readonly<Record<string, string>>): string | undefined {
  if (keyVariable === undefined || environment[keyVariable] !== undefined) return undefined;
  return `The endpoint ${name} has its key in ${keyVariable}, which is not set where Sanctum is started.`;
}

/** Whether the endpoint answers, has the model, and what is known of it. */
export async function checkEndpoint({ web, clock, files, processes }: Machine, endpoint: NamedEndpoint, model: string): Promise<readonly BackendCheck[]> {
  const { name, url, keyVariable } = endpoint;
  const environment = processes.environment();
  const title = `endpoint ${name}`;
  const noKey = missingKey(endpoint, environment);
  if (noKey !== undefined) return [{ name: title, found: undefined, words: `${noKey} Set it, or name another as "keyVariable" in sanctum.json.` }];
  const key = keyVariable === undefined ? undefined : environment[keyVariable];
  const listed = await listModels(web, clock, endpointAddress(url, 'models'), key);
  if (typeof listed === 'string') return [{ name: title, found: undefined, words: `${url} ${listed}` }];
  const there = listed.find(({ id }) => id === model);
  const found = there === undefined ? undefined : await seen(files, environment, endpoint, there);
  const others = listed.map(({ id }) => id.replaceAll('`', "'")).slice(0, 10).join(', ');
  return [
    { name: title, found: `${url} answers`, words: '' },
    { name: `model ${model}@${name}`, found, words: `${url} does not have it. It has: ${others === '' ? 'no model' : others}. Load it there, or name one of those in sanctum.json.` },
  ];
}

/** The models, or what is amiss, with what mends it. */
async function listModels(web: Machine['web'], clock: Machine['clock'], url: string, key: string | undefined): Promise<readonly Listed[] | string> {
  const patience = new AbortController();
  const cancel = clock.after(patienceMilliseconds, () => patience.abort());
  try {
    const { status, body } = await web.ask({ method: 'GET', url, headers: key === undefined ? {} : { authorization: `Bearer ${key}` }, signal: patience.signal });
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    if (status === 401 || status === 403) return `refuses the key (${String(status)}). Name the variable that holds the right one as "keyVariable" in sanctum.json.`;
    const parsed = status === 200 ? modelsSchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8'))) : undefined;
    if (parsed?.success === true) return parsed.data.data;
    return `answers ${String(status)} to GET ${new URL(url).pathname}, which is not what the API of OpenAI has. Is it the right address?`;
  } catch (error) {
    if (error instanceof SyntaxError) return 'answers with something that is not JSON. Is it the right address?';
    const because = patience.signal.aborted ? `no answer within ${String(patienceMilliseconds / 1000)} s` : error instanceof Error ? error.message : String(error);
    return `cannot be reached (${because}). Start the server, for instance \`llama-server --jinja --port 8080 -m <model>.gguf\` or \`ollama serve\`, or mend the address in sanctum.json.`;
  } finally {
    cancel();
  }
}

async function seen(files: Machine['files'], environment: Readonly<Record<string, string>>, { url, context, tokensPerSecond: told, slots }: NamedEndpoint, { id, max_model_len, meta }: Listed): Promise<string> {
  const { tokensPerSecond = told, toolCalls, answers } = await readFigures(files, sanctumHome(environment), { url, model: id });
  const size = max_model_len ?? meta?.n_ctx ?? context ?? meta?.n_ctx_train ?? undefined;
  return [
    size === undefined ? 'context size not told' : `context of ${String(size)} tokens`,
    slots === undefined ? 'no limit of runs at once' : `${String(slots)} ${slots === 1 ? 'run' : 'runs'} at once`,
    tokensPerSecond === undefined ? 'speed not measured yet' : `${tokensPerSecond.toFixed(1)} tokens a second`,
    toolCalls > 0 ? `called tools in ${String(toolCalls)} of ${String(answers)} answers` : answers > 0 ? `called no tool in ${String(answers)} answers: start llama.cpp with --jinja, or take a model that calls tools` : 'no run yet has shown whether it calls tools',
  ].join(', ');
}
